using Carousel.Laboratory.Lanes;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Rivals;

namespace Carousel.Laboratory.Experiments;

/// <summary>Random weight guessing on tasks that were thought to need long memory.</summary>
/// <remarks>
/// Hochreiter and Schmidhuber 1996 draw weights from −100 … 100 and classify sequences of 500 to 600 steps;
/// architectures and the rule of success are this laboratory's choice.
/// </remarks>
internal static class GuessingExperiment
{
    private const int Trials = 10;

    /// <summary>The experiment.</summary>
    public static Experiment Make() => new()
    {
        Name = "guessing",
        Title = "Random weight guessing",
        Task =
            "Classify sequences of 500 steps and more with weights drawn at random until they succeed: which of two "
            + "signals came at the beginning of the noise, or whether the number of ones is odd.",
        Success = "500 sequences in a row are off by less than 0.1.",
        Source = "after Hochreiter and Schmidhuber 1996",
        Rows =
        [
            Row("two-sequences", "which of two signals, 500 to 550 steps", 4, 1_000_000, () => new NoisySignal(500, 3)),
            Row("parity", "parity of 500 to 600 bits", 2, 1_000_000, () => new Parity(500, 600)),
        ],
    };

    private static ExperimentRow Row(
        string name, string label, int hidden, long budget, Func<SequenceProblem> makeProblem)
    {
        RecurrentNetwork network = new()
        {
            Inputs = 1,
            Hidden = hidden,
            Outputs = 1,
            HasBias = true,
            Gradient = RecurrentGradient.Copied,
            InitialRange = 100,
        };
        return new RivalRow
        {
            Path = $"guessing/{name}",
            Label = label,
            Method = "random guessing",
            WeightCount = network.WeightCount,
            MakeNetwork = lanes => RecurrentLaneNetwork.Create(network, lanes),
            MakeTrial = start => new RandomWeightGuessing(start, makeProblem()) { Tolerance = 0.1f },
            Budget = budget,
            Trials = Trials,
        }.Make();
    }
}
