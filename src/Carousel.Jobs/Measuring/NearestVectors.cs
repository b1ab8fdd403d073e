using Carousel.Storage;
using Carousel.Tensors;

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

    /// <summary>The most numbers that a model's file keeps for a baseline inside: 64 MiB.</summary>
    public const int MostInside = 1 << 24;

    // Equal vectors have a distance of 0: how many times nearer than others they count.
    private const double Least = 1e-12;

    /// <summary>Whether they are few enough to be kept in a model's file.</summary>
    public bool CanBeKept => Numbers is > 0 and <= MostKept;

    /// <summary>Whether they are few enough to be a part of a model.</summary>
    public bool CanBeInside => Numbers is > 0 and <= MostInside;

    private long Numbers => rows.Sum(r => (long)r.Length);

    /// <summary>The place of the nearest row by the sum of squares; the first of equally near ones.</summary>
    public int Nearest(ReadOnlySpan<float> asked)
    {
        (double nearest, int found) = (double.PositiveInfinity, 0);
        for (int row = 0; row < rows.Count; row++)
        {
            double sum = SquaresApart(asked, rows[row], nearest);
            if (sum < nearest)
            {
                (nearest, found) = (sum, row);
            }
        }

        return found;
    }

    /// <summary>
    /// Scores of classes: minus the logarithm of the sum of squares to the nearest row of each, so that they do not
    /// depend on what vectors are measured in.
    /// </summary>
    /// <param name="asked">[length].</param>
    /// <param name="classes">The class of each row; each class has one at least.</param>
    /// <param name="count">How many classes there are.</param>
    /// <returns>[classes]; the largest is that of <see cref="Nearest"/>.</returns>
    public float[] Scores(ReadOnlySpan<float> asked, IReadOnlyList<int> classes, int count)
    {
        double[] nearest = [.. Enumerable.Repeat(double.PositiveInfinity, count)];
        for (int row = 0; row < rows.Count; row++)
        {
            ref double own = ref nearest[classes[row]];
            own = Math.Min(own, SquaresApart(asked, rows[row], own));
        }

        return [.. nearest.Select(squares => (float)-Math.Log(Least + squares))];
    }

    /// <summary>The vectors as a model's file keeps them.</summary>
    public StoredTensor ToTensor() =>
        new(TensorName, new Shape(rows.Count, rows[0].Length), rows.SelectMany(r => r).ToArray());

    /// <summary>Whether a tensor of a model's file is a parameter of its network.</summary>
    public static bool IsParameter(string name) => name != TensorName;

    /// <summary>The vectors of a model's file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">How messages call it.</param>
    /// <param name="count">How many it should have; 0 for none.</param>
    /// <param name="length">How long each is.</param>
    /// <returns>The vectors; null if the file has no vectors.</returns>
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
                $"{path}: the data of the model's nearest baseline do not fit its other entries; the file was damaged "
                + "or made by hand.");
    }

    // Stops as soon as the sum reaches the most.
    private static double SquaresApart(ReadOnlySpan<float> one, float[] other, double most)
    {
        double sum = 0;
        for (int k = 0; k < one.Length && sum < most; k++)
        {
            float apart = one[k] - other[k];
            sum += apart * (double)apart;
        }

        return sum;
    }
}
