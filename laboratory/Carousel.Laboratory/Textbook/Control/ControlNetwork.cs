using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Control;

/// <summary>
/// A recurrent cell, which reads the error and gives the demand of the actuator, with the plant around it: both on
/// one tape, so that gradients go through the plant.
/// </summary>
internal sealed class ControlNetwork : Layer
{
    private readonly Dense _readout;

    /// <summary>A controller that is an LSTM.</summary>
    /// <param name="hiddenSize">H.</param>
    public ControlNetwork(int hiddenSize)
        : this(new Lstm(1, hiddenSize))
    {
    }

    /// <summary>A controller.</summary>
    /// <param name="cell">Of one input, the error.</param>
    public ControlNetwork(SequenceLayer cell)
    {
        Cell = AddLayer("cell", cell);
        _readout = AddLayer("readout", new Dense(cell.OutputSize, 1));
    }

    /// <summary>The recurrent cell.</summary>
    public SequenceLayer Cell { get; }

    /// <summary>The linear read-out.</summary>
    public Dense Readout => _readout;

    /// <summary>Runs episodes through the closed loop.</summary>
    /// <param name="tape">Begun by the caller.</param>
    /// <param name="episodes">B episodes.</param>
    /// <param name="steps">T.</param>
    /// <returns>[B, T]: set point minus x before each step.</returns>
    public Variable Run(Tape tape, IReadOnlyList<ControlEpisode> episodes, int steps)
    {
        int B = episodes.Count;
        var packing = new Packing([.. Enumerable.Repeat(1, B)]);
        var column = new Shape(B, 1);
        Variable setPoint = tape.Input([.. episodes.Select(e => (float)e.SetPoint)], column);
        Variable x = tape.Input(new float[B], column), q = tape.Input(new float[B], column);
        Variable state = default, push = default;
        var errors = new Variable[steps];
        for (int t = 0; t < steps; t++)
        {
            if (t == 0 || episodes.Any(e => e.JumpAt == t))
            {
                push = tape.Input([.. episodes.Select(e => (float)(ControlPlant.Step * e.At(t)))], column);
            }

            errors[t] = tape.Subtract(setPoint, x);
            SequenceOutput output = Cell.Forward(tape, errors[t], packing, state);
            state = output.FinalState;
            Variable u = _readout.Apply(tape, output.Hidden);
            x = tape.Add(CombineOp.Apply(tape, (float)(1 - ControlPlant.Step), x, (float)ControlPlant.Step, q), push);
            q = CombineOp.Apply(
                tape, (float)(1 - (ControlPlant.Step / ControlPlant.Lag)), q,
                (float)(ControlPlant.Step / ControlPlant.Lag), u);
        }

        return tape.Concatenate(errors);
    }

    /// <summary>The controller's output for given errors, without feedback from the plant.</summary>
    /// <param name="tape">Begun here, for inference.</param>
    /// <param name="errors">[T].</param>
    /// <returns>[T].</returns>
    public float[] Answer(Tape tape, ReadOnlySpan<float> errors)
    {
        tape.Begin(TapeMode.Inference);
        Variable hidden = Cell.Forward(
            tape, tape.Input(errors, new Shape(errors.Length, 1)), new Packing([errors.Length])).Hidden;
        return _readout.Apply(tape, hidden).Value.ToArray();
    }
}
