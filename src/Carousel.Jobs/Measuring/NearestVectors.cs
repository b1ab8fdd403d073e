using Carousel.Memory;
using Carousel.Storage;

namespace Carousel.Jobs.Measuring;

/// <summary>
/// Vectors among which the nearest to another is found: what a baseline keeps of training data. Small ones are kept in
/// the model's file.
/// </summary>
/// <param name="rows">[rows][length], all of one length.</param>
internal sealed class NearestVectors(IReadOnlyList<float[]> rows)
{
    /// <summary>The tensor's name in a model's file.</summary>
    public const string TensorName = "nearest.vectors";

    /// <summary>The most numbers that a model's file keeps for a baseline: 4 MiB.</summary>
    public const int MostKept = 1 << 20;

    /// <summary>Whether they are few enough to be kept in a model's file.</summary>
    public bool CanBeKept => rows.Sum(r => (long)r.Length) is > 0 and <= MostKept;

    /// <summary>The place of the nearest row by the sum of squares; the first of equally near ones.</summary>
    public int Nearest(ReadOnlySpan<float> asked)
    {
        (double nearest, int found) = (double.PositiveInfinity, 0);
        for (int row = 0; row < rows.Count; row++)
        {
            double sum = 0;
            float[] other = rows[row];
            for (int k = 0; k < asked.Length && sum < nearest; k++)
            {
                float apart = asked[k] - other[k];
                sum += apart * (double)apart;
            }

            if (sum < nearest)
            {
                (nearest, found) = (sum, row);
            }
        }

        return found;
    }

    /// <summary>The vectors as a model's file keeps them.</summary>
    public StoredTensor ToTensor() =>
        new(TensorName, new Shape(rows.Count, rows[0].Length), rows.SelectMany(r => r).ToArray());

    /// <summary>Whether a tensor of a model's file is a parameter of its network.</summary>
    public static bool IsParameter(string name) => name != TensorName;

    /// <summary>The vectors of a model's file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">How messages call it.</param>
    /// <param name="count">How many it should have; 0 where it has none.</param>
    /// <param name="length">How long each is.</param>
    /// <returns>The vectors; null where there are none.</returns>
    /// <exception cref="ModelFileException">They are not as many or as long.</exception>
    public static NearestVectors? Of(ModelFile file, string path, int count, int length)
    {
        if (count == 0)
        {
            return null;
        }

        return file.TryFind(TensorName, out StoredTensor? tensor) && length > 0
            && tensor.Values.Length == (long)count * length
            ? new NearestVectors([.. tensor.Values.ToArray().Chunk(length)])
            : throw new ModelFileException(
                $"{path}: what the model's nearest baseline needs does not fit its other entries; the file was damaged "
                + $"or made by hand.");
    }
}
