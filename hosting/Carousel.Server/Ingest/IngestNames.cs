namespace Carousel.Server.Ingest;

/// <summary>Names at the broker.</summary>
internal static class IngestNames
{
    /// <summary>The exchange to which answers go.</summary>
    public const string Answers = "carousel.answers";

    /// <summary>The header of a message that names the session whose steps it holds.</summary>
    public const string Session = "session";

    /// <summary>The header of a message that names the model of the many sessions that it steps.</summary>
    public const string Model = "model";

    /// <summary>The header with the key, where the server asks for one.</summary>
    public const string Authorization = "authorization";

    /// <summary>The header of an answer that says how the request went, by the numbers of HTTP.</summary>
    public const string Status = "status";

    /// <summary>The queue of a partition.</summary>
    /// <param name="partition">Which.</param>
    public static string Queue(int partition) => $"carousel.steps.{partition}";
}
