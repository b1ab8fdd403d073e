namespace Carousel.Benchmarks.Serving;

/// <summary>What was measured of a server.</summary>
/// <param name="Model">The model, or null where none was asked.</param>
/// <param name="Sessions">How many sessions were stepped; 0 where none.</param>
/// <param name="RateAsked">Requests a second that were asked for; null for as many as possible.</param>
/// <param name="Results">Each door.</param>
internal sealed record ServeLoadReport(
    string? Model, int Sessions, double? RateAsked, IReadOnlyList<ServeLoadResult> Results)
{
    /// <summary>Requests a second of the first door, as a share of those of the second; null where there is
    /// one.</summary>
    public double? Ratio => Results.Count > 1 ? Results[0].Tally.Rate / Results[1].Tally.Rate : null;
}

/// <summary>What was measured of a door.</summary>
/// <param name="Door">How the server was asked.</param>
/// <param name="Connections">Over how many connections.</param>
/// <param name="Tally">What was counted.</param>
internal sealed record ServeLoadResult(LoadDoor Door, int Connections, LoadTally Tally);
