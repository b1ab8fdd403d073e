using System.Globalization;
using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Experiments;

/// <summary>The counting languages aⁿbⁿ and aⁿbⁿcⁿ.</summary>
/// <remarks>
/// Gers and Schmidhuber 2001: forget gates and peepholes, one block of one cell for aⁿbⁿ, two for aⁿbⁿcⁿ.
/// Rate, momentum, squashing and biases are not from the paper, whose text was not available; they come from a few
/// trials. With h the identity hardly a trial learns at these rates.
/// </remarks>
internal static class CountingExperiments
{
    private const float Rate = 0.1f;

    /// <summary>The two experiments.</summary>
    public static IEnumerable<Experiment> Make()
    {
        yield return Experiment(
            "anbn", "aⁿbⁿ, a context-free language", "each letter n times", 1000,
            [most => Row(2, 10, most), most => Row(2, 30, most)]);
        yield return Experiment(
            "anbncn", "aⁿbⁿcⁿ, a context-sensitive language", "each of three letters n times", 500,
            [most => Row(3, 10, most), most => Row(3, 40, most), most => Row(3, 50, most)]);
    }

    private static Experiment Experiment(
        string name, string title, string strings, int greatestTried, Func<int, ExperimentRow>[] rows) => new()
        {
            Name = name,
            Title = title,
            Task = $"Output at every step of a string which symbols may follow; strings have {strings}.",
            Success = string.Create(
            CultureInfo.InvariantCulture,
            $"All strings of the training range are right at every step. Then n grows to at most {greatestTried:#,0}, "
            + $"while strings stay right."),
            Source = "Gers and Schmidhuber 2001",
            Rows = [.. rows.Select(make => make(greatestTried))],
        };

    private static ExperimentRow Row(int letters, int greatest, int greatestTried)
    {
        int blocks = letters - 1;
        return new BlockRow
        {
            Path = $"{(letters == 2 ? "anbn" : "anbncn")}/n-{greatest}",
            Label = $"n = 1 … {greatest}",
            Method = "LSTM with peepholes",
            Network = new BlockNetwork
            {
                Inputs = letters + 1,
                Blocks = blocks,
                BlockSize = 1,
                Outputs = letters + 1,
                Wiring = Wiring.Cells,
                HasForgetGates = true,
                HasPeepholes = true,
                InputGateBiases = [.. Enumerable.Range(1, blocks).Select(block => -(float)block)],
                OutputGateBiases = [.. Enumerable.Range(1, blocks).Select(block => -(float)block)],
                ForgetGateBiases = [.. Enumerable.Repeat(2f, blocks)],
            },
            Rule = new LearningRule { Rate = Rate, Momentum = 0.9f },
            Budget = 1_000_000,
            MakeTrial = start =>
                new GeneralizationTrial(start, new CountingLanguage(letters, 1, greatest))
                {
                    Rate = Rate,
                    Tolerance = 0.5f,
                    GreatestTried = greatestTried,
                },
        }.Make();
    }
}
