#!/usr/bin/env bash
# Makes the databases and roles of the three services inside the PostgreSQL container: by its entry point when the volume is
# new, and again by deploy/run. Passwords come from the container's environment.
set -euo pipefail
for service in registry monitoring exchange; do
    variable=BASIN_${service^^}_PASSWORD
    BASIN_ROLE_PASSWORD=${!variable:?} psql -X -q -v name="basin_$service" \
        --username "${POSTGRES_USER:-postgres}" --dbname postgres --file /etc/basin/database.sql
done
