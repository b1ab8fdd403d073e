using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Memory;

namespace Carousel.Survival;

/// <summary>
/// Recurrent layers over the periods, and after each period the log odds of leaving in each of the next K, given that
/// the customer stayed until then.
/// </summary>
internal sealed class SurvivalNetwork : Layer
{
    public SurvivalNetwork(SequenceLayer reader, int horizon)
    {
        Reader = AddLayer("reader", reader);
        Output = AddLayer("output", new Dense(reader.OutputSize, horizon));
    }

    /// <summary>The recurrent layers.</summary>
    public SequenceLayer Reader { get; }

    /// <summary>The first recurrent layer, where it has gates to look at.</summary>
    public Lstm? FirstLstm => Reader as Lstm ?? Reader.Layers.FirstOrDefault() as Lstm;

    /// <summary>The network of a design.</summary>
    public static SurvivalNetwork Make(SurvivalDesign design) =>
        new(CellStack.Make(design.Cells, design.Features.Count), design.Horizon);

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

    /// <summary>The log odds [N, K].</summary>
    public Variable Forward(Tape tape, SequenceBatch batch)
    {
        Variable input = tape.Input(batch.Values, new Shape(batch.Packing.Rows, batch.FeatureSize));
        return Output.Apply(tape, Reader.Forward(tape, input, batch.Packing).Hidden, batch.Packing);
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
