using System.Diagnostics;
using System.Globalization;
using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Benchmarks.Laboratory;

/// <summary>How fast networks of memory cell blocks learn in lanes, on one core: the adding task as it is run, and the cost of a weight over sizes.</summary>
internal static unsafe class LaboratorySpeed
{
    private const int Repetitions = 5;

    /// <summary>The net of experiment 4: 93 weights.</summary>
    public static BlockNetwork Adding { get; } = new() { Inputs = 2, Blocks = 2, BlockSize = 2, Outputs = 1, InputGateBiases = [-3, -6], LeadingSteps = 1 };

    /// <summary>Prints both.</summary>
    public static void Print()
    {
        Console.WriteLine("adding, 93 weights, sequences of T to 1.1 T drawn on line, a change of the weights at the end of each; million steps a second, one core");
        Console.WriteLine("lanes       T = 100   T = 1000");
        foreach (int lanes in (int[])[4, 8, 16])
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{lanes,5} {MillionSteps(lanes, 100, 2000),12:F1} {MillionSteps(lanes, 1000, 200),10:F1}"));
        }

        Console.WriteLine("cost of a weight, dense inputs, 2 blocks of 1 cell, 2 outputs, a change of the weights after every 1,000 steps; 16 lanes");
        Console.WriteLine("inputs  weights  ns a step  ps a weight and step");
        PrintCost(Adding with { LeadingSteps = 0 });
        foreach (int inputs in (int[])[9, 24, 54, 104, 204, 504, 1004])
        {
            PrintCost(new BlockNetwork { Inputs = inputs, Blocks = 2, BlockSize = 1, Outputs = 2, Biased = BiasedUnits.None });
        }
    }

    /// <summary>Steps of all lanes in a second, in millions: the best of some repetitions.</summary>
    /// <param name="lanes">L.</param>
    /// <param name="length">T.</param>
    /// <param name="sequences">Sequences in each lane.</param>
    public static double MillionSteps(int lanes, int length, int sequences)
    {
        double best = 0;
        for (int r = 0; r < Repetitions; r++)
        {
            using BlockLanes network = BlockLanes.Make(Adding, new LearningRule { Rate = 0.5f }, symbols: false, lanes);
            var trials = new TrainingOnly[network.Lanes];
            for (int k = 0; k < trials.Length; k++)
            {
                trials[k] = new TrainingOnly(new Adding(length), 0.5f, sequences, k);
            }

            var queue = new TrialQueue(k => trials[k], trials.Length);
            long start = Stopwatch.GetTimestamp();
            new LaneRunner(network, queue).Run(CancellationToken.None);
            best = Math.Max(best, trials.Sum(trial => trial.Steps) / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e6);
        }

        return best;
    }

    private static void PrintCost(BlockNetwork shape)
    {
        const int Steps = 1000;
        using BlockLanes network = BlockLanes.Make(shape, new LearningRule { Rate = 0.01f }, symbols: false, 16);
        for (int lane = 0; lane < network.Lanes; lane++)
        {
            network.Initialise(lane, new TrialRandom(1, "speed/weights", lane));
        }

        var inputs = new Span<float>(network.InputValues, network.Inputs * network.Lanes);
        for (int k = 0; k < inputs.Length; k++)
        {
            inputs[k] = ((k * 7919) % 201 / 1000f) - 0.1f;
        }

        int rounds = Math.Max(1, 600_000 / (network.WeightCount + 60) / (Steps / 100));
        double best = double.MaxValue;
        for (int r = 0; r < Repetitions; r++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int round = 0; round < rounds; round++)
            {
                for (int step = 0; step < Steps; step++)
                {
                    network.Step();
                }

                new Span<float>(network.Rates, network.Lanes).Fill(0.01f);
                network.OutputErrors[0] = 0.01f;
                network.Learn();
                network.Reset(round % network.Lanes);
            }

            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / ((double)rounds * Steps * network.Lanes));
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{network.Inputs,6} {network.WeightCount,8} {best,10:F2} {1000 * best / network.WeightCount,12:F1}"));
    }
}
