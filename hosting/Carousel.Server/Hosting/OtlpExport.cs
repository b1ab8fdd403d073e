using System.Collections;
using Carousel.Server.Engine;
using Carousel.Server.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Carousel.Server.Hosting;

/// <summary>Metrics and traces by OpenTelemetry's protocol, where that is asked for; else nothing listens.</summary>
internal static class OtlpExport
{
    private const string Prefix = "OTEL_", Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT", Service = "OTEL_SERVICE_NAME";

    /// <summary>Adds the export to a host; the standard environment variables say more of how.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="url">Where to; null for where the environment says.</param>
    public static void Add(WebApplicationBuilder builder, Uri? url)
    {
        // The host reads only these variables of the environment.
        var settings = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(v => KeyValuePair.Create((string)v.Key, (string?)v.Value))
            .Where(v => v.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(StringComparer.Ordinal);
        if (url is not null)
        {
            settings[Endpoint] = url.AbsoluteUri;
        }

        if (string.IsNullOrEmpty(settings.GetValueOrDefault(Endpoint)))
        {
            return;
        }

        settings.TryAdd(Service, "carousel");
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddOpenTelemetry()
            .WithMetrics(metrics => metrics.AddMeter(EngineMeters.Name).AddOtlpExporter())
            .WithTracing(traces => traces.AddSource(StepTrace.Name).AddOtlpExporter());
    }
}
