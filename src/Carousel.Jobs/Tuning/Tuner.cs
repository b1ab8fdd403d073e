using Carousel.Execution;
using Carousel.Jobs.Fitting;
using Carousel.Training;

namespace Carousel.Jobs.Tuning;

/// <summary>
/// Searches over the options of a job by its validation score alone. Which settings are tried, and what each of them
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
    /// <param name="makePlan">The job's plan for settings and epochs; called on several threads at once. It has to
    /// compute on one thread.</param>
    /// <param name="logFile">Where finished trials are kept; null for nowhere.</param>
    /// <param name="resume">Takes trials of the log as done.</param>
    /// <param name="observer">Is told of each trial that is done, one at a time, in the order in which they end; null
    /// for nobody.</param>
    /// <param name="cancellation">Stops the trials that run; those that are done stay in the log.</param>
    /// <returns>All trials, by round, then by number.</returns>
    /// <exception cref="OptionException">The job refuses a value of the search, or halving has no number of
    /// epochs.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<TuningResult> SearchAsync(
        TuningOptions options, Func<IReadOnlyList<string>, int?, IJobPlan> makePlan, string? logFile, bool resume,
        Action<Trial>? observer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(makePlan);
        if (options.Space.Count == 0)
        {
            throw new OptionException(
                "Nothing is to be searched: pass {Search} with an option and its values, such as {Search} "
                + "hidden=16..128.");
        }

        var search = new Search(options, makePlan, TrialLog.Open(logFile, options, resume), observer);
        var done = new List<Trial>();
        int[] numbers = [.. Enumerable.Range(1, options.Trials)];
        IReadOnlyList<int?> rungs = Rungs(options);
        for (int rung = 0; rung < rungs.Count; rung++)
        {
            Trial[] trials = await search.RunRungAsync(rung, rungs[rung], numbers, cancellation).ConfigureAwait(false);
            done.AddRange(trials);
            int kept = Math.Max(1, numbers.Length / Third);
            numbers =
            [
                .. trials.OrderBy(t => t.Score ?? double.PositiveInfinity).ThenBy(t => t.Number).Take(kept)
                    .Select(t => t.Number).Order(),
            ];
        }

        return new TuningResult(options, done);
    }

    /// <summary>The settings of a trial: a function of the search's seed and the number alone.</summary>
    /// <param name="options">What is searched.</param>
    /// <param name="number">Which, from 1.</param>
    /// <returns>A value for each option that varies.</returns>
    public static IReadOnlyList<string> Settings(TuningOptions options, int number)
    {
        ArgumentNullException.ThrowIfNull(options);
        return
        [
            .. options.Space.Select(o =>
                o.Draw(CounterRandom.ToUniform(
                    new CounterRandom(options.Seed, CounterRandom.Purpose($"search of {o.Name}")).Word(0, number)))),
        ];
    }

    /// <summary>
    /// Epochs of each round: thirds downwards from the last one, as many rounds as there are trials for.
    /// </summary>
    internal static IReadOnlyList<int?> Rungs(TuningOptions options)
    {
        if (options.Method == SearchMethod.Random)
        {
            return [options.Epochs];
        }

        int epochs = options.Epochs
            ?? throw new OptionException(
                "{Method} halving needs {Epochs}: the epochs of a trial that comes to its last round.");
        var rungs = new List<int?>();
        int trials = options.Trials;
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

    private sealed record Search(
        TuningOptions Options, Func<IReadOnlyList<string>, int?, IJobPlan> MakePlan, TrialLog Log,
        Action<Trial>? Observer)
    {
        public async Task<Trial[]> RunRungAsync(int rung, int? epochs, int[] numbers, CancellationToken cancellation)
        {
            var trials = new Trial[numbers.Length];
            var telling = new Lock();
            var parallel = new ParallelOptions
            {
                MaxDegreeOfParallelism = Math.Max(1, Options.Threads),
                CancellationToken = cancellation,
            };
            await Parallel.ForAsync(0, numbers.Length, parallel, async (i, stop) =>
            {
                Trial? trial = Log.Find(rung, numbers[i]);
                if (trial is null)
                {
                    trial = await RunAsync(rung, epochs, numbers[i], stop).ConfigureAwait(false);
                    Log.Add(trial);
                    lock (telling)
                    {
                        Observer?.Invoke(trial);
                    }
                }

                trials[i] = trial;
            }).ConfigureAwait(false);
            return trials;
        }

        private async Task<Trial> RunAsync(int rung, int? epochs, int number, CancellationToken cancellation)
        {
            IReadOnlyList<string> settings = Settings(Options, number);
            IJobPlan plan = MakePlan(settings, epochs);
            try
            {
                using IJobModel model = await plan.FitAsync(new FitRun(), cancellation).ConfigureAwait(false);
                cancellation.ThrowIfCancellationRequested();
                double? score = model.Summary.BestScore is { } best && double.IsFinite(best) ? best : null;
                return new Trial(
                    rung, number, epochs, settings, score, model.Summary.BestEpoch, model.Summary.Parameters);
            }
            catch (DivergenceException)
            {
                return new Trial(rung, number, epochs, settings, null, 0, 0);
            }
        }
    }
}
