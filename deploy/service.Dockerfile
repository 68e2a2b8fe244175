# syntax=docker/dockerfile:1
# One recipe for the three services:
#   docker build --file deploy/service.Dockerfile --build-arg SERVICE=registry --tag basin-registry .
# For a build that can be repeated to the byte, give both tags as an exact patch with its digest.
ARG SDK_TAG=10.0-noble
ARG ASPNET_TAG=10.0-noble

FROM mcr.microsoft.com/dotnet/sdk:${SDK_TAG} AS build
ARG SERVICE
WORKDIR /source
# Packages first: this layer holds until a project file or a lock file changes.
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY contracts/messages/*.csproj contracts/messages/packages.lock.json contracts/messages/
COPY contracts/rules/*.csproj contracts/rules/packages.lock.json contracts/rules/
COPY contracts/signing/*.csproj contracts/signing/packages.lock.json contracts/signing/
COPY services/hosting/*.csproj services/hosting/packages.lock.json services/hosting/
COPY services/${SERVICE}/*.csproj services/${SERVICE}/packages.lock.json services/${SERVICE}/
RUN dotnet restore services/${SERVICE} --locked-mode
COPY contracts contracts
COPY services/hosting services/hosting
COPY services/${SERVICE} services/${SERVICE}
RUN CI=true dotnet publish services/${SERVICE} --configuration Release --no-restore --output /app \
 && assembly=$(basename /app/*.runtimeconfig.json .runtimeconfig.json) \
 && printf '#!/bin/sh\nexec dotnet /app/%s.dll\n' "$assembly" > /app/start && chmod 755 /app/start

FROM mcr.microsoft.com/dotnet/aspnet:${ASPNET_TAG}
ARG SERVICE
# Notices are printed with Chinese fonts inside; the other services print nothing.
RUN if [ "$SERVICE" = exchange ]; then \
        apt-get update && apt-get install --yes --no-install-recommends fonts-noto-cjk && rm -rf /var/lib/apt/lists/*; \
    fi
WORKDIR /app
COPY --from=build /app .
USER $APP_UID
EXPOSE 8080
ENV ASPNETCORE_URLS=http://+:8080 DOTNET_EnableDiagnostics=0 MASSTRANSIT_USAGE_TELEMETRY=false
ENTRYPOINT ["/app/start"]
