namespace Carousel.Inspection.Traces;

/// <summary>All gates and states of one recurrent layer over one sequence.</summary>
public sealed class LayerTrace
{
    private readonly Dictionary<TraceQuantity, float[]> _values;

    /// <summary>A trace.</summary>
    /// <param name="layer">The layer's place in its network, such as <c>0</c> or <c>1.reverse</c>.</param>
    /// <param name="steps">T.</param>
    /// <param name="units">H.</param>
    /// <param name="values">[T, H] each, in the order of time, for a reverse layer too.</param>
    /// <exception cref="ArgumentException">There is no hidden state, or a table has another size.</exception>
    public LayerTrace(string layer, int steps, int units, IReadOnlyDictionary<TraceQuantity, float[]> values)
    {
        ArgumentNullException.ThrowIfNull(layer);
        ArgumentNullException.ThrowIfNull(values);
        if (!values.ContainsKey(TraceQuantity.Hidden) || values.Values.Any(v => v.Length != steps * units))
        {
            throw new ArgumentException($"values: expected tables of [T, H] = [{steps}, {units}], the hidden state among them.", nameof(values));
        }

        (Layer, Steps, Units, _values) = (layer, steps, units, new Dictionary<TraceQuantity, float[]>(values));
        Quantities = [.. Enum.GetValues<TraceQuantity>().Where(_values.ContainsKey)];
    }

    /// <summary>The layer's place in its network, such as <c>0</c> or <c>1.reverse</c>.</summary>
    public string Layer { get; }

    /// <summary>T: how many steps.</summary>
    public int Steps { get; }

    /// <summary>H: how many units.</summary>
    public int Units { get; }

    /// <summary>What the layer's cell has, the hidden state first.</summary>
    public IReadOnlyList<TraceQuantity> Quantities { get; }

    /// <summary>The values of a quantity.</summary>
    /// <param name="quantity">One of <see cref="Quantities"/>.</param>
    /// <returns>[T, H].</returns>
    /// <exception cref="KeyNotFoundException">The cell has no such quantity.</exception>
    public float[] this[TraceQuantity quantity] => _values.TryGetValue(quantity, out float[]? values)
        ? values
        : throw new KeyNotFoundException($"The layer {Layer} has no {quantity}; it has {string.Join(", ", Quantities)}.");
}
