using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Graphs;
using Carousel.Kernels.Elementwise;
using Carousel.Layers;

namespace Carousel.Forecasting.Networks;

/// <summary>
/// The state after the look-back and the features of each step ahead give all steps of the horizon side by side.
/// </summary>
internal sealed class DirectNetwork : ForecastNetwork
{
    private readonly Stack _encoder;
    private readonly Dense _mix;
    private readonly Dropout _dropout;
    private readonly Dense _output;

    public DirectNetwork(ForecastDesign design)
        : base(design)
    {
        int features = design.DecoderFeatures.Count;
        _encoder = AddLayer("encoder", CellStack.Make(design.Recurrent, design.EncoderFeatures.Count));
        _mix = AddLayer("mix", new Dense(_encoder.StateSize + features, 2 * design.Hidden));
        _dropout = AddLayer("dropout", new Dropout(2 * design.Hidden, (float)design.Dropout));
        Rival = RivalBehind(2 * design.Hidden, design);
        _output = AddLayer("output", MakeOutput(2 * design.Hidden));
    }

    public override int ForecastsPerRow => Design.TargetCount;

    public override Dense Output => _output;

    public override Stack Reader => _encoder;

    public override long MultiplyAdds =>
        (Design.Lookback * CellStack.MultiplyAdds(Design.Recurrent, Design.EncoderFeatures.Count))
        + (Design.Horizon
            * (((long)_mix.InputSize * _mix.OutputSize) + ((long)_output.InputSize * _output.OutputSize)));

    public override GraphValue Draw(INetworkGraph graph, IReadOnlyList<GraphValue> given)
    {
        GraphValue context = graph.Repeat(graph.Join(graph.Run(_encoder, given[0]).Final), given[1]);
        GraphValue mixed = graph.Activate(
            ElementwiseFunction.Relu, graph.Apply(_mix, graph.Concatenate(context, given[1])));
        return graph.Apply(_output, graph.Concatenate(mixed, given[1]));
    }

    public override Variable ReadPast(Tape tape, WindowBatch batch) =>
        _encoder.ForwardToEnd(tape, InputOf(tape, batch.Encoder), batch.Encoder.Packing);

    public override Variable Decode(Tape tape, WindowBatch batch, Variable state)
    {
        Packing packing = batch.Decoder.Packing;
        Variable ahead = InputOf(tape, batch.Decoder);
        Variable context = tape.RepeatRows(state, packing);
        Variable mixed = tape.Relu(_mix.Forward(tape, tape.Concatenate(context, ahead), packing).Hidden);
        mixed = _dropout.Forward(tape, mixed, packing).Hidden;
        return _output.Forward(tape, tape.Concatenate(mixed, ahead), packing).Hidden;
    }
}
