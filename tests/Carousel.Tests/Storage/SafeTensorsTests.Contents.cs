using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Tests.Storage;

public sealed partial class SafeTensorsTests
{
    private static TensorFile RandomContent(Random random)
    {
        string[] names = ["weight", "layer.0.β", "a \"quoted\" name", "\\", "zero", "線"];
        int count = random.Next(1, names.Length + 1);
        var tensors = new List<StoredTensor>();
        for (int i = 0; i < count; i++)
        {
            Shape shape = random.Next(3) switch
            {
                0 => new Shape(random.Next(5)),
                1 => new Shape(random.Next(5), random.Next(5)),
                _ => new Shape(random.Next(4), random.Next(4), random.Next(4)),
            };
            float[] values =
            [
                .. Enumerable.Range(0, shape.Length)
                    .Select(_ => BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue))),
            ];
            tensors.Add(new StoredTensor(names[i], shape, values));
        }

        if (random.Next(2) == 0)
        {
            (int rows, int columns) = (random.Next(4), random.Next(5));
            tensors.Add(new StoredTensor(
                "matrix",
                QuantizedMatrix.Of(
                    rows, columns, [.. Enumerable.Range(0, rows * columns).Select(_ => random.NextSingle() - 0.5f)])));
        }

        return new TensorFile(tensors, [new("text", "{\"a\":[1,2.5],\"b\":\"é\u0001\"}"), new("empty", "")]);
    }

    private static void AssertEqual(TensorFile expected, TensorFile actual)
    {
        Assert.Equal(expected.Metadata, actual.Metadata);
        Assert.Equal(expected.Tensors.Keys, actual.Tensors.Keys);
        Assert.All(expected.Tensors, one =>
        {
            Assert.Equal(one.Value.Shape, actual.Tensors[one.Key].Shape);
            Assert.Equal(Bits(one.Value), Bits(actual.Tensors[one.Key]));
        });

        static int[] Bits(StoredTensor tensor) => [.. tensor.Values.ToArray().Select(BitConverter.SingleToInt32Bits)];
    }
}
