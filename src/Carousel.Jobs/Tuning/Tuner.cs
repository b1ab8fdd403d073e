using Carousel.Jobs.Fitting;
using Carousel.Tensors;

namespace Carousel.Jobs.Tuning;

/// <summary>
/// Searches over the options of a job only by its validation score. Which settings are tried, and what each of them
/// scores, does not depend on threads, stops or times.
/// </summary>
/// <remarks>
/// Random search: Bergstra and Bengio 2012. Successive halving: Jamieson and Talwalkar 2016, in thirds.
/// </remarks>
internal static class Tuner
{
    private const int Third = 3;

    /// <summary>Searches.</summary>
    /// <param name="options">What and how.</param>
    /// <param name="run">Has trials done.</param>
    /// <param name="logFile">Where finished trials are kept; null for nowhere.</param>
    /// <param name="resume">Takes trials of the log as done.</param>
    /// <param name="observer">Takes each finished trial, one at a time, in the order in which they end; may be
    /// null.</param>
    /// <param name="cancellation">Stops the trials that run; those that are done stay in the log.</param>
    /// <returns>All trials, by round, then by number.</returns>
    /// <exception cref="OptionException">The job refuses a value of the search, or halving has no number of
    /// epochs.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<TuningResult> SearchAsync(
        TuningOptions options, TrialRunner run, string? logFile, bool resume, Action<Trial>? observer,
        CancellationToken cancellation)
    {
        if (options.Space.Count == 0)
        {
            throw new OptionException(
                "There is nothing to search: pass {Search} with an option and its values, such as {Search} "
                + "hidden=16..128.");
        }

        var search = new Search(options, run, TrialLog.Open(logFile, options, resume), observer);
        var done = new List<Trial>();

        // Small spaces draw settings more than once, and equal settings have equal scores.
        int[] numbers =
        [
            .. Enumerable.Range(1, options.Trials).DistinctBy(n => string.Join('\n', Settings(options, n))),
        ];
        IReadOnlyList<int?> rungs = Rungs(options, numbers.Length);
        for (int rung = 0; rung < rungs.Count; rung++)
        {
            Trial[] trials = await search.RunRungAsync(rung, rungs[rung], numbers, cancellation).ConfigureAwait(false);
            done.AddRange(trials);
            int kept = Math.Max(1, numbers.Length / Third);
            numbers = [.. trials.Order(Trial.BestFirst).Take(kept).Select(t => t.Number).Order()];
        }

        return new TuningResult(options, done);
    }

    /// <summary>The settings of a trial: a function only of the search's seed and the number.</summary>
    /// <param name="options">What is searched.</param>
    /// <param name="number">Which, from 1.</param>
    /// <returns>A value for each option that varies.</returns>
    public static IReadOnlyList<string> Settings(TuningOptions options, int number) =>
    [
        .. options.Space.Select(o =>
            o.Draw(CounterRandom.ToUniform(
                new CounterRandom(options.Seed, CounterRandom.Purpose($"search of {o.Name}")).Word(0, number)))),
    ];

    /// <summary>
    /// Epochs of each round: thirds downwards from the last one, as many rounds as there are trials for.
    /// </summary>
    internal static IReadOnlyList<int?> Rungs(TuningOptions options, int trials)
    {
        if (options.Method == SearchMethod.Random)
        {
            return [options.Epochs];
        }

        int epochs = options.Epochs
            ?? throw new OptionException(
                "{Method} halving needs {Epochs}: the epochs of a trial that comes to its last round.");
        var rungs = new List<int?>();
        for (int e = epochs; e >= 1; e /= Third, trials /= Third)
        {
            rungs.Insert(0, e);
            if (trials < Third)
            {
                break;
            }
        }

        return rungs;
    }

    private sealed record Search(TuningOptions Options, TrialRunner Run, TrialLog Log, Action<Trial>? Observer)
    {
        public async Task<Trial[]> RunRungAsync(int rung, int? epochs, int[] numbers, CancellationToken cancellation)
        {
            Dictionary<int, Trial> trials = numbers.Select(n => Log.Find(rung, n)).OfType<Trial>()
                .ToDictionary(t => t.Number);
            TrialCall[] calls =
            [
                .. numbers.Where(n => !trials.ContainsKey(n))
                    .Select(n => new TrialCall(rung, n, epochs, Settings(Options, n))),
            ];
            if (calls.Length > 0)
            {
                await Run(calls, Done, cancellation).ConfigureAwait(false);
            }

            return [.. numbers.Select(n => trials[n])];

            void Done(TrialCall call, TrialScore? score)
            {
                var trial = new Trial(
                    rung, call.Number, epochs, call.Settings, score?.Score, score?.BestEpoch ?? 0,
                    score?.Parameters ?? 0);
                trials[call.Number] = trial;

                // One that could not be done is tried again when the search is resumed.
                if (score is not null)
                {
                    Log.Add(trial);
                    Observer?.Invoke(trial);
                }
            }
        }
    }
}
