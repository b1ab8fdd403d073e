using System.Diagnostics;
using System.Globalization;
using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Trials;

namespace Carousel.Benchmarks.Laboratory;

/// <summary>
/// How fast networks of memory cell blocks learn in lanes, on one core: the tasks as they are run, and the cost of a
/// weight over sizes.
/// </summary>
internal static unsafe class LaboratorySpeed
{
    /// <summary>
    /// Each figure is the best of the repetitions in this time, after half of it without counting: what is compiled
    /// anew on the way is left out.
    /// </summary>
    private const double Seconds = 0.5;

    /// <summary>Prints both, or some tasks alone.</summary>
    /// <param name="tasks">Words of which a task's name contains one; all tasks, and the cost of a weight, where there
    /// are none.</param>
    public static void Print(IReadOnlyCollection<string> tasks)
    {
        Console.WriteLine(
            "training sequences drawn on line, million steps a second, one core; * a change of the weights at every "
            + "step, else at the end of each sequence");
        Console.WriteLine("task                  weights  4 lanes  8 lanes 16 lanes");
        foreach (SpeedTask task in SpeedTask.All.Where(task => tasks.Count == 0 || tasks.Any(task.Name.Contains)))
        {
            string figures = string.Concat(((int[])[4, 8, 16])
                .Select(lanes => string.Create(CultureInfo.InvariantCulture, $"{MillionSteps(task, lanes),9:F1}")));
            Console.WriteLine($"{task.Name,-20} {task.Network.WeightCount,8}{figures}");
        }

        if (tasks.Count > 0)
        {
            return;
        }

        Console.WriteLine(
            "cost of a weight, dense inputs, 2 blocks of 1 cell, 2 outputs, a change of the weights after every 1,000 "
            + "steps; 16 lanes");
        Console.WriteLine("inputs  weights  ns a step  ps a weight and step");
        PrintCost(SpeedTask.Adding with { LeadingSteps = 0 });
        foreach (int inputs in (int[])[9, 24, 54, 104, 204, 504, 1004])
        {
            PrintCost(
                new BlockNetwork
                {
                    Inputs = inputs,
                    Blocks = 2,
                    BlockSize = 1,
                    Outputs = 2,
                    Biased = BiasedUnits.None,
                });
        }
    }

    /// <summary>Steps of all lanes in a second, in millions: the best of some repetitions.</summary>
    /// <param name="task">What is learned.</param>
    /// <param name="lanes">L.</param>
    private static double MillionSteps(SpeedTask task, int lanes)
    {
        double best = 0;
        long begin = Stopwatch.GetTimestamp();
        for (double spent = 0; spent < 1.5 * Seconds || best == 0; spent = Stopwatch.GetElapsedTime(begin).TotalSeconds)
        {
            using BlockLanes network = BlockLanes.Make(
                task.Network, new LearningRule { Rate = 0.1f }, task.MakeProblem().HasSymbols, lanes);
            var trials = new TrainingOnly[network.Lanes];
            for (int k = 0; k < trials.Length; k++)
            {
                trials[k] = new TrainingOnly(task.MakeProblem(), 0.1f, task.Sequences, k);
            }

            var queue = new TrialQueue(k => trials[k], trials.Length);
            long start = Stopwatch.GetTimestamp();
            new LaneRunner(network, queue).Run(CancellationToken.None);
            double speed = trials.Sum(trial => trial.Steps) / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e6;
            best = spent < 0.5 * Seconds ? best : Math.Max(best, speed);
        }

        return best;
    }

    private static void PrintCost(BlockNetwork shape)
    {
        const int Steps = 1000;
        using BlockLanes network = BlockLanes.Make(shape, new LearningRule { Rate = 0.01f }, symbols: false, 16);
        for (int lane = 0; lane < network.Lanes; lane++)
        {
            network.Initialize(lane, new TrialRandom(1, "speed/weights", lane));
        }

        var inputs = new Span<float>(network.InputValues, network.Inputs * network.Lanes);
        for (int k = 0; k < inputs.Length; k++)
        {
            inputs[k] = ((k * 7919) % 201 / 1000f) - 0.1f;
        }

        int rounds = Math.Max(1, 40_000 / (network.WeightCount + 60));
        double best = double.MaxValue;
        long begin = Stopwatch.GetTimestamp();
        for (double spent = 0; spent < Seconds; spent = Stopwatch.GetElapsedTime(begin).TotalSeconds)
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

            best = Math.Min(
                best, Stopwatch.GetElapsedTime(start).TotalNanoseconds / ((double)rounds * Steps * network.Lanes));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{network.Inputs,6} {network.WeightCount,8} {best,10:F2} {1000 * best / network.WeightCount,12:F1}"));
    }
}
