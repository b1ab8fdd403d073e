using Carousel.Tensors;

namespace Carousel.Layers;

/// <summary>The matrices of a model in 8 bits.</summary>
public static class LayerQuantization
{
    /// <summary>
    /// The parameters that inference can read in 8 bits: W and R of recurrent layers without variants whose cell says
    /// so, the weights of dense layers, the rows of embeddings.
    /// </summary>
    /// <param name="model">A model.</param>
    /// <returns>In the order of <see cref="Layer.Parameters"/>, each once.</returns>
    public static IEnumerable<Parameter> QuantizableParameters(this Layer model)
    {
        ArgumentNullException.ThrowIfNull(model);
        IEnumerable<Parameter> own = model switch
        {
            RecurrentLayer { IsPlain: true, Cell.IsQuantizable: true } cell => [cell.W, cell.R],
            Dense dense => [dense.Weight],
            Embedding embedding => [embedding.Weight],
            _ => [],
        };
        return own.Concat(model.Layers.SelectMany(QuantizableParameters))
            .Where(p => p.Shape.Length / p.Shape[0] <= QuantizedMatrix.MostColumns).Distinct();
    }

    /// <summary>
    /// Puts every parameter of <see cref="QuantizableParameters"/> into 8 bits; those that are so already stay.
    /// </summary>
    /// <param name="model">A built model.</param>
    /// <exception cref="ArgumentException">A weight is infinite or not a number.</exception>
    public static void Quantize(this Layer model)
    {
        foreach (Parameter parameter in model.QuantizableParameters().Where(p => p.Quantized is null))
        {
            int rows = parameter.Shape[0];
            parameter.Quantize(QuantizedMatrix.Of(rows, parameter.Shape.Length / rows, parameter.Value.ToArray()));
        }
    }
}
