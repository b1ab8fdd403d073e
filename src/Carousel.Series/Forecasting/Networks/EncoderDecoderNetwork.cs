using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Forecasting;

/// <summary>
/// One recurrent network reads the look-back; a second starts from its state and runs over the horizon, on lags,
/// levels and covariates known ahead.
/// </summary>
/// <remarks>
/// The decoder's features also reach the output directly. Forecasts are not fed back, so training and use are the
/// same computation.
/// </remarks>
internal sealed class EncoderDecoderNetwork : ForecastNetwork
{
    private readonly Stack _encoder;
    private readonly Stack _decoder;
    private readonly Dropout _dropout;
    private readonly Dense _output;

    public EncoderDecoderNetwork(ForecastDesign design)
        : base(design)
    {
        _encoder = AddLayer("encoder", CellStack.Make(design.Recurrent, design.EncoderFeatures.Count));
        _decoder = AddLayer("decoder", CellStack.Make(design.Recurrent, design.DecoderFeatures.Count));
        _dropout = AddLayer("dropout", new Dropout(design.Hidden, (float)design.Dropout));
        Baseline = BaselineBehind(design.Hidden, design);
        _output = AddLayer("output", MakeOutput(design.Hidden));
    }

    public override int ForecastsPerRow => Design.TargetCount;

    public override Dense Output => _output;

    public override Stack Reader => _encoder;

    public override long MultiplyAdds =>
        (Design.Lookback * CellStack.MultiplyAdds(Design.Recurrent, Design.EncoderFeatures.Count))
        + (Design.Horizon
            * (CellStack.MultiplyAdds(Design.Recurrent, Design.DecoderFeatures.Count)
                + ((long)_output.InputSize * _output.OutputSize)));

    /// <summary>The layers as they leave Carousel.</summary>
    public PortableMember ToPortable() =>
        new([.. PortableLayer.Of(_decoder), new PortableLayer(_output) { JoinsInput = true }])
        {
            Before = [.. PortableLayer.Of(_encoder)],
        };

    public override GraphValue Draw(INetworkGraph graph, IReadOnlyList<GraphValue> given)
    {
        GraphValue hidden = graph.Run(_decoder, given[1], null, graph.Run(_encoder, given[0]).Final).Output;
        return graph.Apply(_output, graph.Concatenate(hidden, given[1]));
    }

    public override Variable ReadPast(Tape tape, WindowBatch batch) =>
        _encoder.ForwardToEnd(tape, InputOf(tape, batch.Encoder), batch.Encoder.Packing);

    public override Variable Decode(Tape tape, WindowBatch batch, Variable state)
    {
        Variable ahead = InputOf(tape, batch.Decoder);
        Variable hidden = _decoder.Forward(tape, ahead, batch.Decoder.Packing, state).Hidden;
        hidden = _dropout.Forward(tape, hidden, batch.Decoder.Packing).Hidden;
        return _output.Forward(tape, tape.Concatenate(hidden, ahead), batch.Decoder.Packing).Hidden;
    }
}
