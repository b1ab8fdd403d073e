using Carousel.Autograd;
using Carousel.Laboratory.Textbook.Copy;
using Carousel.Laboratory.Training;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// Copying symbols from some steps ago: an LSTM, a Transformer whose window is shorter, and, so that the window is what
/// is measured, the same Transformer at a lag within its window and with a window over all steps.
/// </summary>
internal sealed class CopyWindowTrial : StatementTrial
{
    private const int Within = 10, Beyond = 20;

    private static readonly CopySettings _windowed = new(
        Symbols: 2, Window: 7, new SequenceModels(HiddenSize: 32, Size: 24, Heads: 2),
        TrainingSequences: 32_000, LearningRate: (2e-2, 5e-3));

    private static readonly CopySettings _whole = _windowed with { Window = 0 };

    private static readonly (string Name, CopySettings Settings, bool IsLstm, int Lag)[] _arms =
    [
        ("lstm_within", _windowed, true, Within), ("lstm_beyond", _windowed, true, Beyond),
        ("windowed_within", _windowed, false, Within), ("windowed_beyond", _windowed, false, Beyond),
        ("whole_beyond", _whole, false, Beyond),
    ];

    /// <inheritdoc/>
    public override int Number => 18;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var right = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach ((string name, CopySettings settings, bool isLstm, int lag) in _arms)
        {
            right[name] = new CopyTrial(isLstm, lag, seed).Run(settings, backend, cancellation);
            progress((double)right.Count / _arms.Length);
        }

        return right;
    }
}
