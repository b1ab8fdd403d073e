using System.Collections.Concurrent;
using System.Globalization;
using Carousel.Server.Tests.Engine;
using Carousel.Testing;

namespace Carousel.Server.Tests.Faults;

/// <summary>Whichever call to the files of a store fails, nothing that was acknowledged is lost, no answer is wrong,
/// and nothing hangs.</summary>
/// <remarks>SQLite's memory is limited in the whole process: nothing else may run. CAROUSEL_FAULTS sets the number of
/// runs.</remarks>
[Collection(typeof(Alone))]
public sealed class FaultTests : IDisposable
{
    private const int RunsAtOnce = 8;
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private static readonly int _runs = int.TryParse(
        Environment.GetEnvironmentVariable("CAROUSEL_FAULTS"), CultureInfo.InvariantCulture, out int runs)
        ? runs
        : 250;

    private readonly EngineModels _models = new();

    [Fact]
    public async Task FailingCalls_LoseNothing_AndGiveNoWrongAnswer()
    {
        FaultPlan usual = await UsualAsync();
        int files = _runs - (_runs / 5);
        var fired = new ConcurrentBag<FaultKind>();
        var failures = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(
            Enumerable.Range(1, files), new ParallelOptions { MaxDegreeOfParallelism = RunsAtOnce },
            async (seed, _) => await TryAsync(
                seed, PlanOf(seed, (FaultKind)(1 + (seed % 4)), usual), fired, failures));

        // A limit of the memory concerns all stores of the process.
        for (int seed = files + 1; seed <= _runs; seed++)
        {
            await TryAsync(seed, PlanOf(seed, FaultKind.Allocation, usual), fired, failures);
        }

        string counts = string.Join(
            ", ", fired.GroupBy(kind => kind).OrderBy(kinds => kinds.Key).Select(k => $"{k.Key} {k.Count()}"));
        TestContext.Current.TestOutputHelper?.WriteLine($"{_runs} runs, faults in: {counts}.");
        Assert.True(
            failures.IsEmpty, $"{failures.Count} of {_runs} runs ({counts}): {string.Join("\n", failures.Take(10))}");
        Assert.True(fired.Count > _runs / 2, $"Only {fired.Count} of {_runs} runs had a fault: {counts}.");
        Assert.Equal(5, fired.Distinct().Count());
    }

    /// <inheritdoc/>
    public void Dispose() => _models.Dispose();

    private static FaultPlan PlanOf(int seed, FaultKind kind, FaultPlan usual)
    {
        var random = new Random(seed);
        bool isAllocation = kind == FaultKind.Allocation;
        return new FaultPlan
        {
            Kind = kind,
            First = random.Next(1, usual.Calls(kind) + 1),
            Count = random.Next(3) switch
            {
                0 when !isAllocation => 1,
                1 => random.Next(2, isAllocation ? 40 : 6),
                _ => isAllocation ? random.Next(1, 6) : int.MaxValue,
            },
            Spare = random.Next(3) switch { 0 => 0, 1 => random.Next(2000), _ => random.Next(60_000) },
        };
    }

    private async Task<FaultPlan> UsualAsync()
    {
        var plan = new FaultPlan();
        using var run = new FaultRun(_models, 2, plan, losesPower: false);
        await run.RunAsync().WaitAsync(_patience);
        return plan;
    }

    private async Task TryAsync(
        int seed, FaultPlan plan, ConcurrentBag<FaultKind> fired, ConcurrentQueue<string> failures)
    {
        try
        {
            using var run = new FaultRun(_models, seed, plan, losesPower: seed % 4 < 2);
            await run.RunAsync().WaitAsync(_patience);
            if (plan.Fired > 0)
            {
                fired.Add(plan.Kind);
            }
        }
        catch (Exception exception)
        {
            failures.Enqueue(
                $"seed {seed}, {plan.Kind} {plan.First} to {plan.First + (long)plan.Count - 1}: {exception}");
        }
    }
}
