using Carousel.Autograd;
using Carousel.Inspection.Novelty;
using Carousel.Inspection.Traces;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Laboratory.Textbook.Acts;

/// <summary>
/// A model of the next symbol, and stories cut by the novelty of its state, by the novelty of the symbols themselves,
/// and at random.
/// </summary>
internal sealed class StoryCut
{
    private const int Units = 24, Steps = 3_000, LeastAct = 200, Window = 60, Surrogates = 49;
    private const double FalseAlarms = 0.1;

    private readonly StoryKind _kind;
    private readonly ulong _seed;
    private readonly CpuBackend _backend;
    private readonly Lstm _cell;

    /// <summary>Learns the model.</summary>
    /// <param name="kind">The kind of the stories' symbols.</param>
    /// <param name="seed">Of stories and weights.</param>
    /// <param name="backend">Of one thread.</param>
    /// <param name="cancellation">Stops it.</param>
    public StoryCut(StoryKind kind, ulong seed, CpuBackend backend, CancellationToken cancellation)
    {
        var task = new StoryTask(kind);
        (_kind, _seed, _backend, _cell) = (kind, seed, backend, new Lstm(task.InputSize, Units));
        var network = new TaskNetwork(_cell, task.OutputSize);
        network.Build(backend, seed);
        TaskTraining.Run(
            backend, network, task,
            new TaskTrainingOptions
            {
                CheckEvery = 100,
                MostSequences = Sequences(kind),
                HeldSequences = 32,
                Trainer = TaskTrainingOptions.FallingRate(0.02),
            },
            seed, cancellation);
    }

    // An order takes more sequences to learn than frequencies.
    private static long Sequences(StoryKind kind) => kind switch
    {
        StoryKind.Tones => 10_000,
        StoryKind.Events => 20_000,
        _ => 4_000,
    };

    /// <summary>What came of fresh stories.</summary>
    /// <param name="stories">How many with acts, and as many of one act.</param>
    /// <param name="cancellation">Stops it.</param>
    public StoryScore Run(int stories, CancellationToken cancellation)
    {
        var random = new TrialRandom(_seed, $"acts/{_kind}", 0);
        double state = 0, symbols = 0, chance = 0, alarms = 0;
        for (int k = 0; k < stories; k++)
        {
            cancellation.ThrowIfCancellationRequested();
            var story = ActStory.Draw(_kind, Steps, LeastAct, random);
            (int[] byState, int[] bySymbols) = (Cut(story, ofState: true, k), Cut(story, ofState: false, k));
            int[] anywhere = [.. byState.Select(_ => random.Between(1, Steps - 1)).Order()];
            state += ActScore.F1(story.Boundaries, byState, Window / 2);
            symbols += ActScore.F1(story.Boundaries, bySymbols, Window / 2);
            chance += ActScore.F1(story.Boundaries, anywhere, Window / 2);
            alarms += Cut(ActStory.Draw(_kind, Steps, Steps, random), ofState: true, k).Length;
        }

        return new StoryScore(state / stories, symbols / stories, chance / stories, alarms / stories);
    }

    // Of symbols as ones and zeros, the means of windows are histograms.
    private int[] Cut(ActStory story, bool ofState, int number)
    {
        float[] table = new float[story.Symbols.Length * ActStory.Alphabet];
        for (int t = 0; t < story.Symbols.Length; t++)
        {
            table[(t * ActStory.Alphabet) + story.Symbols[t]] = 1;
        }

        StateGrid grid = ofState
            ? StateGrid.Of(
                NetworkTrace.Of(_backend, _cell, table, [TraceQuantity.Hidden])[0][TraceQuantity.Hidden], Units, Window)
            : StateGrid.Of(table, ActStory.Alphabet, Window);
        return [.. PeakRule.Of(grid, FalseAlarms, _seed + (ulong)number, Surrogates).Boundaries.Select(b => b.Step)];
    }
}

/// <summary>What came of stories that were cut.</summary>
/// <param name="State">F1 by the novelty of the state.</param>
/// <param name="Symbols">F1 by the novelty of histograms of the symbols.</param>
/// <param name="Chance">F1 of as many boundaries at random.</param>
/// <param name="Alarms">Boundaries found in a story of one act.</param>
internal sealed record StoryScore(double State, double Symbols, double Chance, double Alarms);
