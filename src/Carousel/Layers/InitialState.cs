using Carousel.Autograd;
using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>A trained state from which all sequences start.</summary>
/// <param name="Value">[StateSize].</param>
internal sealed record InitialState(Parameter Value)
{
    /// <summary>The state given; else the trained one for every sequence; else none, which is zero.</summary>
    /// <param name="trained">The trained state, if the layer has one.</param>
    /// <param name="tape">Records the copies.</param>
    /// <param name="given">[B, StateSize], or <c>default</c>.</param>
    /// <param name="batch">B.</param>
    /// <returns>[B, StateSize], or <c>default</c>.</returns>
    public static Variable Or(InitialState? trained, Tape tape, Variable given, int batch)
    {
        if (trained is null || !given.IsNone)
        {
            return given;
        }

        Tensor zeros = tape.Arena.Allocate(new Shape(batch, trained.Value.Shape[0]));
        tape.Backend.Clear(zeros);
        return AddRowOp.Apply(tape, tape.Constant(zeros), tape.Use(trained.Value));
    }

    /// <summary>Adds the trained state to every row of zeros.</summary>
    /// <param name="backend">The backend the layer was built on.</param>
    /// <param name="state">[S, StateSize].</param>
    public void Write(Backend backend, Tensor state) => backend.AddRow(state, Value.Value, state);
}
