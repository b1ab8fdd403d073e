using Carousel.Data;

namespace Carousel.Laboratory.Claims;

/// <summary>How a claim is run.</summary>
internal sealed record ClaimRun
{
    /// <summary>The first seed; the others follow it: seed, seed + 1, ….</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>How many seeds; 0 for the default of the claim.</summary>
    public int Seeds { get; init; }

    /// <summary>
    /// Whether the long version is run, with every length and seed; without a meaning where <see cref="Claim.HasFull"/>
    /// is false.
    /// </summary>
    public bool Full { get; init; }

    /// <summary>Threads, 1 or more. Results do not depend on it, times do.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>The arguments after the claim's name: files, or the name of a job and its data.</summary>
    public IReadOnlyList<string> Inputs { get; init; } = [];

    /// <summary>Options of the claim by name without dashes, checked against <see cref="Claim.Options"/>.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>Told how far the run is; may be called from any thread.</summary>
    public IProgress<(string Part, double Share)>? Progress { get; init; }

    /// <summary>Stops the run.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>The seeds of the run.</summary>
    /// <param name="claim">The claim, for its own number of seeds.</param>
    /// <returns>One or more.</returns>
    public IReadOnlyList<ulong> SeedsOf(Claim claim)
    {
        int count = Seeds > 0 ? Seeds : Math.Max(1, claim.DefaultSeeds);
        return [.. Enumerable.Range(0, count).Select(k => Seed + (ulong)k)];
    }

    /// <summary>An option's value, or null where it was not passed.</summary>
    public string? Option(string name) => Options.GetValueOrDefault(name);

    /// <summary>The value of an option that takes a whole number, or null where it was not passed.</summary>
    /// <param name="claim">The claim, for its bounds.</param>
    /// <param name="name">The option's name.</param>
    /// <returns>Within the bounds.</returns>
    /// <exception cref="DataFormatException">It is not a whole number, or not within the bounds.</exception>
    public int? Whole(Claim claim, string name) =>
        Option(name) is { } given ? claim.Options.First(o => o.Name == name).ReadWhole(given) : null;
}
