using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Forecasting;

/// <summary>A network that forecasts windows. Each strategy is one of its kinds.</summary>
/// <remarks>
/// Its output is [R, C·P]: R·C forecasts of one target at one step, P numbers each, in a network-specific order
/// that <see cref="Place"/> gives.
/// </remarks>
internal abstract class ForecastNetwork(ForecastDesign design) : Layer
{
    /// <summary>Sizes and features.</summary>
    public ForecastDesign Design { get; } = design;

    /// <summary>C: forecasts in a row of the output.</summary>
    public abstract int ForecastsPerRow { get; }

    /// <summary>Makes the network of a strategy.</summary>
    public static ForecastNetwork Make(ForecastDesign design) => design.Strategy switch
    {
        ForecastStrategy.EncoderDecoder => new EncoderDecoderNetwork(design),
        ForecastStrategy.Segment => new SegmentNetwork(design),
        _ => throw new ArgumentOutOfRangeException(nameof(design), design.Strategy, "There is no such strategy."),
    };

    /// <summary>Runs the windows of a batch.</summary>
    /// <returns>[R, C·P].</returns>
    public Variable Forward(Tape tape, WindowBatch batch) => Decode(tape, batch, ReadPast(tape, batch));

    /// <summary>Draws the network.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="given">What <see cref="Inputs"/> gave.</param>
    /// <returns>The forecasts: [ahead, batch, K·P]; of segments [ahead, batch, channels, S·P].</returns>
    public abstract GraphValue Draw(INetworkGraph graph, IReadOnlyList<GraphValue> given);

    /// <summary>What the graph is given: the rows of the look-back and those ahead.</summary>
    /// <param name="graph">The drawing.</param>
    /// <param name="past">What a row of the look-back is made of.</param>
    /// <param name="ahead">What a row of the horizon is made of.</param>
    public virtual IReadOnlyList<GraphValue> Inputs(INetworkGraph graph, PortableInput past, PortableInput ahead) =>
        [
            graph.Numbers("past", GraphAxis.Sequences, past),
            graph.Numbers("ahead", [GraphAxis.Ahead, GraphAxis.Batch], ahead),
        ];

    /// <summary>Reads the look-back of the windows of a batch.</summary>
    /// <returns>The state after it.</returns>
    public abstract Variable ReadPast(Tape tape, WindowBatch batch);

    /// <summary>From the state after the look-back to the horizon.</summary>
    /// <returns>[R, C·P].</returns>
    public abstract Variable Decode(Tape tape, WindowBatch batch, Variable state);

    /// <summary>
    /// From the states in which <see cref="Reader"/> ends to the horizon, on the tape from end to end: for a look
    /// inside.
    /// </summary>
    /// <param name="tape">Records it.</param>
    /// <param name="batch">B windows.</param>
    /// <param name="state">[B, S].</param>
    /// <returns>[R, C·P].</returns>
    public virtual Variable ForecastFrom(Tape tape, WindowBatch batch, Variable state) => Decode(tape, batch, state);

    /// <summary>The position of a forecast in the result of <see cref="ForecastFrom"/>.</summary>
    public virtual int PlaceFrom(int windows, int window, int step, int target) => Place(windows, window, step, target);

    /// <summary>How many of the first targets <see cref="ForecastFrom"/> forecasts.</summary>
    public virtual int TargetsFrom => Design.TargetCount;

    /// <summary>Rows of the data that a step of <see cref="Reader"/> covers.</summary>
    public virtual int RowsPerStep => 1;

    /// <summary>
    /// [I], names of what <see cref="Reader"/> reads; empty where it reads what layers before it made.
    /// </summary>
    public virtual IReadOnlyList<string> InputNames => Design.EncoderFeatures;

    /// <summary>Sequences on the tape.</summary>
    protected static Variable InputOf(Tape tape, SequenceBatch sequences) =>
        tape.Input(sequences);

    /// <summary>Where the forecast of a target at a step lies among the R·C forecasts of the output.</summary>
    public virtual int Place(int windows, int window, int step, int target) =>
        (((step * windows) + window) * Design.TargetCount) + target;

    /// <summary>Multiply-adds of one window.</summary>
    public abstract long MultiplyAdds { get; }

    /// <summary>The last layer.</summary>
    public abstract Dense Output { get; }

    /// <summary>The baseline inside the last layer; null without one.</summary>
    public BaselineOutput? Baseline { get; protected init; }

    /// <summary>The baseline inside a last layer that reads hidden values, then the features of the decoder.</summary>
    protected static BaselineOutput? BaselineBehind(int hidden, ForecastDesign design) =>
        design.HasBaseline
            ? new BaselineOutput(
                design, hidden + design.BaselineColumn(0),
                design.BaselineEach ? hidden + design.BaselineColumn(design.TargetCount) : null)
            : null;

    /// <summary>A last layer that reads hidden values, then the features of the decoder.</summary>
    protected Dense MakeOutput(int hidden) => new(
        hidden + Design.DecoderFeatures.Count, Design.TargetCount * Design.OutputsPerStep, initializer: Baseline);

    /// <summary>The recurrent layers that read the look-back, for a look inside.</summary>
    public abstract Stack Reader { get; }

    /// <summary>What those layers read in one window.</summary>
    /// <returns>[T, I].</returns>
    public virtual float[] ReaderInput(Backend backend, ForecastData data, Window window) =>
        Batch(data, window).Encoder.Values.ToArray();

    /// <summary>A batch of one window.</summary>
    protected WindowBatch Batch(ForecastData data, Window window)
    {
        var batch = new WindowBatch(Design);
        batch.Fill(data, window);
        return batch;
    }
}
