using Carousel.Laboratory.Networks;
using Carousel.Laboratory.Problems;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Experiments;

/// <summary>The continual embedded Reber grammar.</summary>
/// <remarks>
/// Gers, Schmidhuber and Cummins 2000, section 4, table 2. A prediction is right where the error of every output is
/// below 0.49; the targets of all symbols that may follow are 1.
/// With the symbol that does follow as the only target no network can be right where two may follow; and with a limit
/// on the squared error, 0.7, outputs of one half throughout are right.
/// </remarks>
internal static class ContinualReberExperiment
{
    private const int Streams = 30_000;

    private static readonly BlockNetwork _standard = new()
    {
        Inputs = ReberGrammar.SymbolCount,
        Blocks = 4,
        BlockSize = 2,
        Outputs = ReberGrammar.SymbolCount,
        Wiring = Wiring.Cells,
        Biased = BiasedUnits.Gates | BiasedUnits.Outputs,
        InitialRange = 0.2f,
        InputGateBiases = [-0.5f, -1, -1.5f, -2],
        OutputGateBiases = [-0.5f, -1, -1.5f, -2],
    };

    private static readonly BlockNetwork _forgetting = _standard with
    {
        HasForgetGates = true,
        ForgetGateBiases = [0.5f, 1, 1.5f, 2],
    };

    /// <summary>The experiment.</summary>
    public static Experiment Make() => new()
    {
        Name = "continual-reber",
        Title = "Continual embedded Reber grammar",
        Task =
            "Predict the next symbol of an endless stream of strings of the embedded Reber grammar, whose beginnings "
            + "nothing marks.",
        Success = "Ten test streams of 100,000 symbols without an error within 30,000 training streams.",
        Source = "Gers, Schmidhuber and Cummins 2000, table 2",
        Rows =
        [
            Row("reset", "state set to zero from outside", "LSTM", _standard, hasReset: true),
            Row("standard", "no help", "LSTM", _standard),
            Row("forget-gates", "constant rate", "LSTM with forget gates", _forgetting),
            Row(
                "forget-gates-rate-decay", "rate times 0.99 after each step of a stream", "LSTM with forget gates",
                _forgetting, rateDecay: 0.99),
        ],
    };

    private static ExperimentRow Row(
        string name, string label, string method, BlockNetwork network, bool hasReset = false, double rateDecay = 1) =>
            new BlockRow
            {
                Path = $"continual-reber/{name}",
                Label = label,
                Method = method,
                Network = network,
                Rule = new LearningRule { Rate = 0.5f },
                Budget = Streams,
                MakeTrial = start =>
                    new ContinualTrial(start, hasReset) { Rate = 0.5f, Tolerance = 0.49f, RateDecay = rateDecay },
            }.Make();
}
