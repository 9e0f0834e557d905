// The text of permissions.csv, as it was when the program was built.
#ifndef CLEARWAY_COMMON_AUTH_PERMISSIONS_CSV_H_
#define CLEARWAY_COMMON_AUTH_PERMISSIONS_CSV_H_

namespace clearway::auth {

extern const char kPermissionsCsv[];

}  // namespace clearway::auth

#endif  // CLEARWAY_COMMON_AUTH_PERMISSIONS_CSV_H_
