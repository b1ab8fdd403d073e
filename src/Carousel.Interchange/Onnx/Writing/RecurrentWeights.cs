using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.Onnx;

/// <summary>One direction of a recurrent layer in the form of ONNX's operators.</summary>
/// <param name="Operation">The operator, such as LSTM.</param>
/// <param name="Hidden">H: units.</param>
/// <param name="W">[G·H, I], gates in ONNX's order.</param>
/// <param name="R">[G·H, H].</param>
/// <param name="B">[2·G·H]: the biases of both products.</param>
internal sealed record RecurrentWeights(string Operation, int Hidden, float[] W, float[] R, float[] B)
{
    /// <summary>[3·H], by gate i, o, f; null without peepholes.</summary>
    public float[]? Peepholes { get; init; }

    /// <summary>Whether the reset gate acts after the recurrent product.</summary>
    public bool ResetsAfter { get; init; }

    /// <summary>W and R in bytes, by columns with a scale each; null where the model keeps single precision.</summary>
    public ((sbyte[] Values, float[] Scales) W, (sbyte[] Values, float[] Scales) R)? Bytes { get; init; }

    /// <summary>Columns of W.</summary>
    public int Inputs => W.Length / (B.Length / 2);

    /// <summary>Whether two directions can be one node.</summary>
    public bool Pairs(RecurrentWeights other) =>
        (Operation, Hidden, ResetsAfter, Peepholes is null, Bytes is null)
            == (other.Operation, other.Hidden, other.ResetsAfter, other.Peepholes is null, other.Bytes is null);

    /// <summary>The weights of a layer.</summary>
    /// <param name="layer">A recurrent layer.</param>
    /// <exception cref="NotPortableException">ONNX has no operator for its cell.</exception>
    public static RecurrentWeights Of(SequenceLayer layer) => layer switch
    {
        Lstm lstm => OfLstm(lstm),
        RecurrentLayer { Cell.Onnx: { } form } cell => OfPlain(cell, form),
        RecurrentLayer cell => throw new NotPortableException(
            $"The layer '{layer.Path}' is {cell.Cell.WithArticle}, for which ONNX has no operator."),
        _ => throw new ArgumentException($"{layer.GetType().Name} is not a recurrent layer.", nameof(layer)),
    };

    private static RecurrentWeights OfPlain(RecurrentLayer cell, CellForm form)
    {
        int H = cell.HiddenSize;
        int[] rows = GateOrder.Of(cell.Cell).Rows(H);
        return new RecurrentWeights(
            form.Name, H, GateOrder.Take(Values(cell.W), rows), GateOrder.Take(Values(cell.R), rows),
            [
                .. GateOrder.Take(Values(cell.B), rows), .. new float[rows.Length - H],
                .. cell.Q is { } q ? Values(q) : new float[H],
            ])
        {
            ResetsAfter = cell.Q is not null,
        };
    }

    private static RecurrentWeights OfLstm(Lstm lstm)
    {
        int H = lstm.HiddenSize;
        int[] rows = GateOrder.Of(lstm.Cell).Rows(H);
        float[] Gates(float[] values) => GateOrder.Take(values, rows);
        float[] recurrent = lstm.Projection is { } projection
            ? Products(Values(lstm.R), Values(projection), lstm.OutputSize, H)
            : Values(lstm.R);
        return new RecurrentWeights(
            "LSTM", H, Gates(Values(lstm.W)), Gates(recurrent), [.. Gates(Values(lstm.B)), .. new float[4 * H]])
        {
            Peepholes = lstm.Peepholes is { } peepholes
                ? GateOrder.Take(Values(peepholes), GateOrder.Peepholes.Rows(H))
                : null,
            Bytes = lstm is { W.Quantized: { } w, R.Quantized: { } r }
                ? (Quantized.Transposed(w, rows), Quantized.Transposed(r, rows))
                : null,
        };
    }

    /// <summary>R·P: what the gates see of the unprojected outputs.</summary>
    private static float[] Products(float[] recurrent, float[] projection, int projected, int hidden)
    {
        var products = new float[recurrent.Length / projected * hidden];
        for (int r = 0; r < recurrent.Length / projected; r++)
        {
            for (int h = 0; h < hidden; h++)
            {
                double sum = 0;
                for (int p = 0; p < projected; p++)
                {
                    sum += (double)recurrent[(r * projected) + p] * projection[(p * hidden) + h];
                }

                products[(r * hidden) + h] = (float)sum;
            }
        }

        return products;
    }

    private static float[] Values(Parameter parameter) => parameter.Value.ToArray();
}
