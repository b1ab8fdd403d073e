using Carousel.Server.Engine;

namespace Carousel.Server.Wire;

/// <summary>A request that can't be answered: its status and one sentence.</summary>
/// <param name="status">Of HTTP.</param>
/// <param name="message">The error and its remedy.</param>
internal sealed class RequestException(int status, string message) : Exception(message)
{
    /// <summary>A request that is refused for what became of its steps.</summary>
    /// <param name="fault">What became of them.</param>
    public RequestException(StepFault fault)
        : this(FaultText.Status(fault), FaultText.Sentence(fault))
    {
    }

    /// <summary>Of HTTP.</summary>
    public int Status => status;

    /// <summary>What a protocol with codes calls the error; null for the name of the status.</summary>
    public string? Code { get; init; }

    /// <summary>The number of the session's next step, where it helps.</summary>
    public long? Next { get; init; }

    /// <summary>Seconds until the caller may try again, where it asked for too much.</summary>
    public int RetrySeconds { get; init; } = 1;

    /// <summary>Whether the answer contains those seconds also if the caller did not ask for too much.</summary>
    public bool MayRetry { get; init; }
}
