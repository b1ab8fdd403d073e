using System.Text.Json;
using Carousel.Report;
using Carousel.Server.Engine;
using Carousel.Server.Models;

namespace Carousel.Server.Protocol;

/// <summary>What <c>GET /metrics.json</c> answers.</summary>
/// <param name="models">The models that are served.</param>
/// <param name="engine">Has the sessions.</param>
internal sealed class ServerFigures(ModelCatalogue models, ISessionEngine engine)
{
    private readonly long _started = EngineMeters.Second;

    /// <summary>Writes the figures.</summary>
    /// <param name="json">Takes them, inside an object.</param>
    public void Write(Utf8JsonWriter json)
    {
        (long sessions, long awake, long waiting) = engine.Counts;
        EngineMeters meters = engine.Meters;
        ServerMemory memory = engine.Memory;
        double steps = meters.StepsPerSecond, batches = meters.BatchesPerSecond;
        json.WriteNumber("uptime_seconds", EngineMeters.Second - _started);
        json.WriteNumber("sessions", sessions);
        json.WriteNumber("awake", awake);
        json.WriteNumber("waiting", waiting);
        json.WriteNumber("steps", meters.Steps);
        json.WriteNumber("steps_per_second", Rounded(steps));
        json.WriteNumber("batches", meters.Batches);
        json.WriteNumber("batch_size", batches > 0 ? Rounded(steps / batches) : 0);
        json.WriteNumber("commits", meters.Commits);
        json.WriteNumber("commits_per_second", Rounded(meters.CommitsPerSecond));
        Write(json, "commit_ms", meters.CommitTimes);
        Write(json, "queue_ms", meters.Queue);
        json.WriteNumber("woken", meters.Wakes);
        json.WriteNumber("evicted", meters.Leaves);
        json.WriteStartObject("refused");
        foreach ((string kind, long count) in meters.Refusals)
        {
            json.WriteNumber(kind, count);
        }

        json.WriteEndObject();
        json.WriteNumber("store_failures", meters.Failures);
        json.WriteNumber("sessions_damaged", meters.Damaged);
        json.WriteNumber("models_skipped", meters.Skipped);
        json.WriteNumber("memory_refused", memory.Refused);
        json.WriteNumber("memory_used", memory.Used);
        json.WriteNumber("memory_limit", memory.Most);
        json.WriteNumber("requests_overdue", memory.Overdue);
        json.WriteNumber("memory_bytes", Environment.WorkingSet);
        json.Objects(
            "models", models.Current.Values.OrderBy(m => m.Name, StringComparer.Ordinal), model => Write(json, model));
    }

    private void Write(Utf8JsonWriter json, ServedModel model)
    {
        ModelMeters meters = engine.Meters.Of(model);
        json.WriteString("name", model.Name);
        json.WriteString("version", model.Sha256);
        json.WriteNumber("sessions", engine.SessionsOf(model.Number));
        json.WriteNumber("steps", meters.Steps);
        json.WriteNumber("steps_per_second", Rounded(meters.StepsPerSecond));
        Write(json, "queue_ms", meters.Queue);
        if (meters.TryDrift(out IReadOnlyList<ColumnDrift>? columns))
        {
            json.Objects("drift", columns, column =>
            {
                json.WriteString("column", column.Column);
                json.WriteNumber("mean", Rounded(column.Mean));
                json.WriteNumber("deviation", Rounded(column.Deviation));
            });
        }
    }

    private static void Write(Utf8JsonWriter json, string name, RecentTimes times)
    {
        json.WriteStartObject(name);
        Write(json, "p50", times.Share(0.5, EngineMeters.Second));
        Write(json, "p99", times.Share(0.99, EngineMeters.Second));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, TimeSpan? time) =>
        json.Number(name, time is { } known ? Rounded(known.TotalMilliseconds) : null);

    private static double Rounded(double number) => Math.Round(number, 3);
}
