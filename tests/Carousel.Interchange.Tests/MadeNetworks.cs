using Carousel.Interchange.Networks;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.Tests;

/// <summary>Networks of any shape with made weights.</summary>
internal static class MadeNetworks
{
    /// <summary>Numbers through recurrent layers to a few outputs.</summary>
    public static PortableNetwork Of(
        string cell, int inputs, int hidden, int outputs, PortableFunction function = PortableFunction.None,
        int layers = 1)
    {
        var stages = new List<Stage>();
        for (int l = 0; l < layers; l++)
        {
            int size = l == 0 ? inputs : hidden;
            string name = $"layer.{l}";
            RecurrentCell kind = RecurrentCell.Find(cell.Split(' ')[0])!;
            int rows = kind.GateCount * hidden;
            stages.Add(new RecurrentStage(
                name, kind, Matrix($"{name}.W", rows, size),
                Matrix($"{name}.R", rows, hidden), Values($"{name}.b", rows, 0.5f), hidden)
            {
                ResetBias = cell == "gru after" ? Values($"{name}.q", hidden, 0.5f) : null,
            });
        }

        stages.Add(new DenseStage(
            "output", Matrix("output.W", outputs, hidden), Values("output.b", outputs, 0.5f), DenseActivation.Linear));
        return new PortableNetwork(
            "made", "something of numbers", [new NetworkMember(stages)],
            new PortableInput([.. Enumerable.Range(0, inputs).Select(k => new PortableValue($"x{k}"))]),
            new PortableAnswer(function, [.. Enumerable.Range(0, outputs).Select(k => new PortableValue($"y{k}"))]));
    }

    private static WeightMatrix Matrix(string name, int rows, int columns) =>
        new(rows, columns, Values(name, rows * columns, 1.5f / MathF.Sqrt(columns)));

    private static float[] Values(string name, int count, float most)
    {
        var values = new float[count];
        new CounterRandom(3, CounterRandom.Purpose(name)).Uniform(0, values);
        return [.. values.Select(v => ((2 * v) - 1) * most)];
    }
}
