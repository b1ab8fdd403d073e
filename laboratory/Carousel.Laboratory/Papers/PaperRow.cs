namespace Carousel.Laboratory.Papers;

/// <summary>A row of a paper's table.</summary>
/// <param name="Source">Author and year.</param>
/// <param name="Table">The table's number in the paper, or null where the text says it.</param>
/// <param name="Published">The published figures.</param>
/// <param name="Trials">Trials in the paper, or null where it does not say.</param>
/// <param name="Weights">Weights as published, or null.</param>
internal sealed record PaperRow(string Source, int? Table, PublishedFigures Published, int? Trials, int? Weights);

/// <summary>What this laboratory measured of a row, printed in a paper or not.</summary>
/// <param name="Full">What a long run came to, or null where there has been none.</param>
/// <param name="Quick">A small run to be repeated exactly, or null.</param>
internal sealed record RowRecord(FullRun? Full, QuickRun? Quick);

/// <summary>A long run, with the paper's number of trials where that could be afforded.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Trials">Trials.</param>
/// <param name="Budget">Training sequences after which a trial had failed.</param>
/// <param name="Successes">Trials that succeeded.</param>
/// <param name="MeanSequences">Training sequences until success, averaged over those.</param>
/// <param name="Minimum">The fewest.</param>
/// <param name="Maximum">The most.</param>
/// <param name="Tolerance">By which share the mean may differ in a run with another seed.</param>
/// <param name="Figures">Further figures by name.</param>
internal sealed record FullRun(
    ulong Seed, int Trials, long Budget, int Successes, double? MeanSequences, long? Minimum, long? Maximum,
    double Tolerance, IReadOnlyDictionary<string, double> Figures);

/// <summary>A small run whose outcome is the same on every machine.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Budget">Training sequences after which a trial has failed.</param>
/// <param name="Sequences">Training sequences of each trial; the budget where it failed.</param>
internal sealed record QuickRun(ulong Seed, long Budget, IReadOnlyList<long> Sequences);
