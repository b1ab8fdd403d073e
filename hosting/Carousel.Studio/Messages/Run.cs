using System.Text.Json.Nodes;

namespace Carousel.Studio.Messages;

/// <summary>The request to start a run.</summary>
/// <param name="Data">The data set.</param>
/// <param name="Job">The job.</param>
/// <param name="Options">Its options by name.</param>
/// <param name="Name">How the run is called.</param>
internal sealed record RunRequest(string? Data, string? Job, JsonObject? Options, string? Name);

/// <summary>What changes of a run.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Notes">Notes about it.</param>
internal sealed record RunChange(string? Name, string? Notes);

/// <summary>What a run would find and take.</summary>
/// <param name="Facts">What it finds and decides.</param>
/// <param name="Parameters">How many values it trains.</param>
/// <param name="PeakBytes">How much memory it takes.</param>
/// <param name="Command">The equal command line.</param>
internal sealed record Check(IReadOnlyList<Fact> Facts, long Parameters, long PeakBytes, string Command);

/// <summary>A file that was written.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Bytes">Its length.</param>
internal sealed record WrittenFile(string Name, long Bytes);

/// <summary>All runs.</summary>
/// <param name="Runs">The newest first.</param>
internal sealed record RunList(IReadOnlyList<Run> Runs);

/// <summary>A training.</summary>
internal sealed record Run
{
    /// <summary>Its number.</summary>
    public required string Id { get; init; }

    /// <summary>How it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Notes about it.</summary>
    public string Notes { get; init; } = "";

    /// <summary>The data set.</summary>
    public required string Data { get; init; }

    /// <summary>The name of the data set.</summary>
    public required string DataName { get; init; }

    /// <summary>The job.</summary>
    public required string Job { get; init; }

    /// <summary>Its options.</summary>
    public required JsonObject Options { get; init; }

    /// <summary>The equal command line.</summary>
    public required string Command { get; init; }

    /// <summary>How it stands.</summary>
    public required string State { get; init; }

    /// <summary>How many runs come before it.</summary>
    public int Ahead { get; init; }

    /// <summary>When it was asked for.</summary>
    public DateTime Created { get; init; }

    /// <summary>When it began.</summary>
    public DateTime? Started { get; init; }

    /// <summary>When it ended.</summary>
    public DateTime? Ended { get; init; }

    /// <summary>How far the training is: as the command said last.</summary>
    public JsonObject? Progress { get; init; }

    /// <summary>Whether there is a model.</summary>
    public bool HasModel { get; init; }

    /// <summary>Whether there is a report.</summary>
    public bool HasReport { get; init; }

    /// <summary>Whether it can go on.</summary>
    public bool CanResume { get; init; }

    /// <summary>Why it failed.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>What was measured: as the command said.</summary>
    public JsonObject? Result { get; init; }

    /// <summary>What it wrote.</summary>
    public IReadOnlyList<WrittenFile> Files { get; init; } = [];

    /// <summary>The possible uses of the model; null if it has no uses.</summary>
    public ModelUses? Uses { get; init; }
}

/// <summary>What can be done with a model.</summary>
/// <param name="ReadsText">Whether text can be typed.</param>
/// <param name="Forecasts">Whether it forecasts series.</param>
/// <param name="Generates">Whether it continues a given beginning.</param>
/// <param name="Input">The kind of its input.</param>
/// <param name="SoundRate">Of a model that hears: samples a second.</param>
internal sealed record ModelUses(bool ReadsText, bool Forecasts, bool Generates, string Input, int? SoundRate);
