using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Experiments;

/// <summary>Experiment 3: noise and signal on one channel.</summary>
/// <remarks>Hochreiter and Schmidhuber 1997, section 5.3, tables 4 to 6 and 10.</remarks>
internal static class NoiseExperiments
{
    /// <summary>The three experiments.</summary>
    public static IEnumerable<Experiment> Make()
    {
        yield return new Experiment
        {
            Name = "noise-3a",
            Title = "Experiment 3a: noise and signal on one channel",
            Task =
                "The first N values are +1 or −1, all later ones noise: which was it? The target 1 or 0 comes at the "
                + "end, after T steps or more.",
            Success = "None of 256 test sequences is off by 0.2 or more, and their mean error is below 0.01.",
            Source = "Hochreiter and Schmidhuber 1997, table 4",
            Rows = [First(100, 3, 400_000), First(100, 1, 600_000), First(1000, 3, 1_500_000)],
        };
        yield return new Experiment
        {
            Name = "noise-3b",
            Title = "Experiment 3b: noise on the signal too",
            Task = "As 3a, with the same noise on the first N values.",
            Success = "Fewer than 6 of 256 test sequences are off by 0.2 or more, and their mean error is below 0.04.",
            Source = "Hochreiter and Schmidhuber 1997, table 5",
            Rows = [Second(100, 3, 400_000), Second(100, 1, 800_000), Second(1000, 1, 1_500_000)],
        };
        yield return new Experiment
        {
            Name = "noise-3c",
            Title = "Experiment 3c: noise on the targets",
            Task = "As 3b, with targets 0.2 and 0.8 and noise of variance 0.1 on them: their means are to be learned.",
            Success =
                "None of 256 test sequences is off by 0.1 or more from the target without noise, and the mean error is "
                + "below 0.015.",
            Source = "Hochreiter and Schmidhuber 1997, table 6",
            Rows = [Third(100, 3, 1_000_000), Third(100, 1, 1_800_000)],
        };
    }

    private static ExperimentRow First(int length, int signal, long budget) =>
        Row("noise-3a", length, signal, 1, budget, start =>
        {
            var problem = new NoisySignal(length, signal);
            return new TestSetTrial(start, problem, problem) { Rate = 1, Tolerance = 0.2f, MeanErrorBelow = 0.01 };
        });

    private static ExperimentRow Second(int length, int signal, long budget) =>
        Row("noise-3b", length, signal, 1, budget, start =>
        {
            var problem = new NoisySignal(length, signal) { HasNoisySignal = true };
            return new TestSetTrial(start, problem, problem)
            {
                Rate = 1,
                Tolerance = 0.2f,
                WrongBelow = 6,
                MeanErrorBelow = 0.04,
            };
        });

    private static ExperimentRow Third(int length, int signal, long budget) =>
        Row("noise-3c", length, signal, 0.1f, budget, start =>
        {
            var training = new NoisySignal(length, signal)
            {
                HasNoisySignal = true,
                FirstTarget = 0.2f,
                SecondTarget = 0.8f,
                HasNoisyTargets = true,
            };
            var test = new NoisySignal(length, signal)
            {
                HasNoisySignal = true,
                FirstTarget = 0.2f,
                SecondTarget = 0.8f,
            };
            return new TestSetTrial(start, training, test) { Rate = 0.1f, Tolerance = 0.1f, MeanErrorBelow = 0.015 };
        });

    private static ExperimentRow Row(
        string experiment, int length, int signal, float rate, long budget, Func<TrialStart, Trial> makeTrial) =>
            new BlockRow
            {
                Path = $"{experiment}/length-{length}-signal-{signal}",
                Label = $"T = {length}, N = {signal}",
                Network = new BlockNetwork
                {
                    Inputs = 1,
                    Blocks = 3,
                    BlockSize = 1,
                    Outputs = 1,
                    Biased = BiasedUnits.Hidden,
                    InputGateBiases = [-1, -3, -5],
                    OutputGateBiases = [-2, -4, -6],
                },
                Rule = new LearningRule { Rate = rate },
                HasSymbols = false,
                Length = length,
                MakeProblem = () => new NoisySignal(length, signal) { HasNoisySignal = experiment != "noise-3a" },
                Budget = budget,
                MakeTrial = makeTrial,
            }.Make();
}
