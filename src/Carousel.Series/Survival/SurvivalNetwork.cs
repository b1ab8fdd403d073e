using Carousel.Autograd;
using Carousel.Data;
using Carousel.Inspection.Traces;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Survival;

/// <summary>
/// Recurrent layers over the periods, and after each period the log odds of leaving in each of the next K, given that
/// the customer stayed until then.
/// </summary>
internal sealed class SurvivalNetwork : Layer
{
    public SurvivalNetwork(SequenceLayer reader, int horizon, bool hasBaseline)
    {
        Reader = AddLayer("reader", reader);
        Output = AddLayer(hasBaseline ? "beyond" : "output", new Dense(
            reader.OutputSize, horizon, initializer: hasBaseline ? new Constant(0) : null));
    }

    /// <summary>The recurrent layers.</summary>
    public SequenceLayer Reader { get; }

    /// <summary>The first recurrent layer, where it has gates to look at.</summary>
    public Lstm? FirstLstm => Reader as Lstm ?? Reader.Layers.FirstOrDefault() as Lstm;

    /// <summary>The opening of a layer's input gates in each period of a customer, from the zero state.</summary>
    /// <param name="backend">Where the layer was built.</param>
    /// <param name="layer">The first layer.</param>
    /// <param name="history">A customer.</param>
    /// <param name="scale">How features are scaled.</param>
    /// <returns>[L, H], 0 … 1.</returns>
    public static float[] GatesOf(Backend backend, Lstm layer, CustomerHistory history, FeatureScale scale) =>
        NetworkTrace.Of(backend, layer, scale.Apply(history), [TraceQuantity.InputGate])[0][TraceQuantity.InputGate];

    /// <summary>The network of a design.</summary>
    public static SurvivalNetwork Make(SurvivalDesign design) =>
        new(CellStack.Make(design.Cells, design.Features.Count), design.Horizon, design.HasBaseline);

    /// <summary>
    /// Closes the input gates, so that a unit has to learn when to open: then gates stand out where something was
    /// written.
    /// </summary>
    public void CloseInputGates(float bias)
    {
        foreach (Lstm layer in Reader.Layers.OfType<Lstm>())
        {
            float[] biases = layer.B.Value.ToArray();
            biases.AsSpan(0, layer.HiddenSize).Fill(bias);
            layer.B.Set(biases);
        }
    }

    public Dense Output { get; }

    /// <summary>The log odds [N, K], with those of the baseline where there is one.</summary>
    public Variable Forward(Tape tape, HistoryBatch batch)
    {
        SequenceBatch steps = batch.Sequences;
        Variable input = tape.Input(steps);
        Variable odds = Output.Apply(tape, Reader.Forward(tape, input, steps.Packing).Hidden, steps.Packing);
        return batch.HasBaseline ? tape.Add(odds, tape.Input(batch.Baseline, odds.Value.Shape)) : odds;
    }

    /// <summary>Takes a share of what the network says beyond the baseline.</summary>
    /// <param name="share">α, 0 … 1.</param>
    public void Shrink(double share)
    {
        foreach (Parameter parameter in Output.Parameters)
        {
            parameter.Set([.. parameter.Value.ToArray().Select(v => (float)(share * v))]);
        }
    }

    /// <summary>Starts from the mean hazard of each period ahead.</summary>
    public void StartFrom(ReadOnlySpan<double> hazards)
    {
        var bias = new float[hazards.Length];
        for (int k = 0; k < bias.Length; k++)
        {
            double hazard = Math.Clamp(hazards[k], 1e-4, 0.9999);
            bias[k] = (float)Math.Log(hazard / (1 - hazard));
        }

        Output.Parameters.Single(p => p.Name.EndsWith("bias", StringComparison.Ordinal)).Set(bias);
    }
}
