using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Training;

namespace Carousel.Laboratory.Textbook;

/// <summary>What came of a statement.</summary>
/// <param name="Statement">The statement.</param>
/// <param name="FirstSeed">The others follow it.</param>
/// <param name="Effects">Of each comparison one for each seed.</param>
internal sealed record StatementResult(
    TextbookStatement Statement, ulong FirstSeed, IReadOnlyDictionary<string, IReadOnlyList<double>> Effects)
{
    /// <summary>What else was measured, mean over seeds by name, for tables; it is not judged.</summary>
    public IReadOnlyDictionary<string, double> Beside { get; init; } = new Dictionary<string, double>();

    /// <summary>What the statement comes to.</summary>
    public StatementVerdict Verdict { get; } = Statement.Judge(Effects);

    /// <summary>The mean of each comparison with its 95 % interval.</summary>
    public IReadOnlyList<MeasuredFigure> Figures =>
        [.. Statement.Comparisons.Select(c => c.Mean(Effects[c.Name]))];

    /// <summary>The command that makes it again: its seed counts from the first one of the design.</summary>
    public string Command => Statement.Command(FirstSeed - Statement.FirstSeed + 1);

    /// <summary>Why it came out so, in a sentence; empty where that is not known.</summary>
    public string Why =>
        Effects.Values.Any(e => !e.All(double.IsFinite)) ? "An effect is not a finite number."
            : StatementCatalogue.Recorded.GetValueOrDefault(Statement.Number)?.Said == Said ? Statement.Why
            : Verdict == StatementVerdict.CannotBeTold && Statement.Seeds > 1
                ? "Seeds differ too much, or their two halves would be judged differently."
                : "";

    /// <summary>The verdict in words.</summary>
    public string Said => Verdict switch
    {
        StatementVerdict.Holds => "holds",
        StatementVerdict.HoldsWhen => $"holds when {string.Join(", and when ", Statement.Conditions(Effects))}",
        StatementVerdict.DoesNotHold => "does not hold",
        _ => "undecided",
    };

    /// <summary>Runs a statement.</summary>
    /// <param name="statement">The statement.</param>
    /// <param name="run">
    /// Threads, progress, cancellation, the first seed (1 for that of the design), and as its input the folder of files
    /// where the statement needs any.
    /// </param>
    /// <returns>What came of it: the same with any number of threads.</returns>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public static StatementResult Measure(TextbookStatement statement, Claims.ClaimRun run)
    {
        StatementTrial trial = StatementCatalogue.TrialOf(statement);
        trial = trial.Files.Count > 0 ? trial.Reading(run.Inputs[0]) : trial;
        ulong first = statement.FirstSeed + run.Seed - 1;
        ulong[] seeds = [.. Enumerable.Range(0, statement.Seeds).Select(k => first + (ulong)k)];
        IReadOnlyDictionary<string, double>[] measured = ClaimTrials.Run(
            seeds, run, seed => $"statement {statement.Number}, seed {seed}", cost: null,
            (seed, backend, progress) => trial.Measure(seed, backend, progress, run.Cancellation));
        return new StatementResult(
            statement, first, statement.Comparisons.ToDictionary(
                c => c.Name, c => (IReadOnlyList<double>)[.. measured.Select(m => m[c.Name])],
                StringComparer.Ordinal))
        {
            Beside = measured[0].Keys.Where(name => statement.Comparisons.All(c => c.Name != name))
                .ToDictionary(name => name, name => measured.Average(m => m[name]), StringComparer.Ordinal),
        };
    }
}
