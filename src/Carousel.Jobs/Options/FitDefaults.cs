using System.Text.Json;

namespace Carousel.Jobs.Options;

/// <summary>The defaults of each job for options of <see cref="Fitting.FitOptions"/> in words, for its help, its schema
/// and its page: those of <c>fit-defaults.json</c>.</summary>
internal static class FitDefaults
{
    private static readonly JsonElement _jobs = JsonDocument.Parse(
        typeof(FitDefaults).Assembly.GetManifestResourceStream("fit-defaults.json")!).RootElement;

    /// <summary>The default of an option; null if none is declared.</summary>
    /// <param name="options">The type of the job's options.</param>
    /// <param name="property">The property of the option.</param>
    public static string? Of(Type options, string property) =>
        !_jobs.TryGetProperty(options.Name, out JsonElement job) ? null
        : job.TryGetProperty(property, out JsonElement words) ? words.GetString()
        : property switch { "Layers" => "1", "Initializer" => "glorot", _ => null };
}
