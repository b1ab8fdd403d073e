using Carousel.Autograd;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Streaming;
using Carousel.Networks;

namespace Carousel.Jobs.Networks;

/// <summary>
/// A chain that is fed rows and answers each: where steps are pooled, of all rows of the sequence so far.
/// </summary>
internal sealed class NetworkStream(Backend backend, NetworkChain chain, string source, ReadOptions options)
    : SequenceLines(source, options)
{
    private readonly NetworkDesign _design = chain.Design;
    private readonly NetworkSession _session = new(backend, chain);
    private NetworkColumns? _columns;

    /// <inheritdoc/>
    protected override IEnumerable<string> AnswerColumns => _design.OutputColumns().Select(CsvCell.Of);

    /// <inheritdoc/>
    protected override int StateBytes => _session.StateBytes;

    /// <inheritdoc/>
    protected override int Begin(string[] names, bool isHeader, CellNumbers numbers)
    {
        _columns = new NetworkColumns(_design, names, Source, numbers);
        return _columns.Sequence;
    }

    /// <inheritdoc/>
    protected override float[] Read(string[] cells, long number) => _columns!.Read(cells, number);

    /// <inheritdoc/>
    protected override IStreamAnswer Step(string? sequence, float[] input)
    {
        var answer = new float[_design.OutputSize];
        _session.Step(input, answer);
        Finish(answer);
        return new NetworkAnswer(sequence, _session.Steps, _design.OutputColumns(), answer);
    }

    /// <inheritdoc/>
    protected override void Reset() => _session.Reset();

    /// <inheritdoc/>
    protected override void Save(Span<byte> state) => _session.Save(state);

    /// <inheritdoc/>
    protected override void Restore(ReadOnlySpan<byte> state) => _session.Restore(state);

    /// <inheritdoc/>
    protected override void End() => _session.Dispose();

    private void Finish(float[] values)
    {
        if (_design.Answer == PortableFunction.Logistic)
        {
            for (int k = 0; k < values.Length; k++)
            {
                values[k] = (float)(1 / (1 + Math.Exp(-values[k])));
            }
        }
        else if (_design.Answer == PortableFunction.Softmax)
        {
            double[] shares = Probabilities.Of(values);
            for (int k = 0; k < values.Length; k++)
            {
                values[k] = (float)shares[k];
            }
        }
        else
        {
            _design.ScaleBack(values);
        }
    }
}
