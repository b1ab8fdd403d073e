using Carousel.Networks;

namespace Carousel.Inspection.Traces;

/// <summary>Gates and states of one recurrent layer over one sequence.</summary>
public sealed class LayerTrace
{
    private readonly Dictionary<TraceQuantity, float[]> _values;

    /// <summary>A trace.</summary>
    /// <param name="layer">The layer's path in its model, such as <c>lstm.0</c> or <c>recurrent.0.reverse</c>; empty
    /// for a layer that is the whole model.</param>
    /// <param name="steps">T.</param>
    /// <param name="units">H.</param>
    /// <param name="values">[T, H] each, of the hidden state [T, P] with P ≤ H; in the order of time, of a reverse
    /// layer too.</param>
    /// <exception cref="ArgumentException">Tables are missing, or one has another size.</exception>
    public LayerTrace(string layer, int steps, int units, IReadOnlyDictionary<TraceQuantity, float[]> values)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(steps);
        (Layer, Steps, Units, _values) = (layer, steps, units, new Dictionary<TraceQuantity, float[]>(values));
        Outputs = values.TryGetValue(TraceQuantity.Hidden, out float[]? hidden) ? hidden.Length / steps : units;
        if (values.Count == 0 || Outputs < 1 || Outputs > units
            || values.Any(v => v.Value.Length != (long)steps * Width(v.Key)))
        {
            throw new ArgumentException(
                $"values: expected tables of [T, H] = [{steps}, {units}], one at least.", nameof(values));
        }

        Quantities = [.. Enum.GetValues<TraceQuantity>().Where(_values.ContainsKey)];
    }

    /// <summary>
    /// The layer's path in its model, such as <c>lstm.0</c> or <c>recurrent.0.reverse</c>; empty for a layer that is
    /// the whole model.
    /// </summary>
    public string Layer { get; }

    /// <summary>T: how many steps.</summary>
    public int Steps { get; }

    /// <summary>H: how many units.</summary>
    public int Units { get; }

    /// <summary>P: values of the hidden state; H, or fewer where an LSTM projects it.</summary>
    public int Outputs { get; }

    /// <summary>What there is, the hidden state first.</summary>
    public IReadOnlyList<TraceQuantity> Quantities { get; }

    /// <summary>The values of a quantity.</summary>
    /// <param name="quantity">One of <see cref="Quantities"/>.</param>
    /// <returns>[T, H]; of the hidden state [T, P].</returns>
    /// <exception cref="KeyNotFoundException">The cell has no such quantity, or it was not chosen.</exception>
    public float[] this[TraceQuantity quantity] => _values.TryGetValue(quantity, out float[]? values)
        ? values
        : throw new KeyNotFoundException(
            $"There is no {quantity} of the layer '{Layer}' here; there is {string.Join(", ", Quantities)}.");

    /// <summary>Values of a quantity a step.</summary>
    /// <param name="quantity">Which.</param>
    /// <returns>P for the hidden state, else H.</returns>
    public int Width(TraceQuantity quantity) => quantity == TraceQuantity.Hidden ? Outputs : Units;
}
