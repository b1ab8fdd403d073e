using Carousel.Autograd;

namespace Carousel.Cli.SelfTesting;

/// <summary>
/// Runs stored vectors in this process: against their oracles, and on any number of threads against the bits that were
/// written with them.
/// </summary>
internal static class SelfTest
{
    /// <summary>The oracle that says no values, only that the bits are always the same.</summary>
    public const string EqualBits = "equal bits";

    // Below this, all values of a tensor are as good as zero.
    private const double SmallestScale = 1e-30;

    /// <summary>Runs every vector.</summary>
    /// <param name="vectors">What is run.</param>
    /// <param name="mostThreads">Everything runs on 1, 2 … threads, up to this number.</param>
    /// <param name="run">What computes; <see cref="VectorRun.Of"/> if not given.</param>
    /// <param name="cancellation">Stops it between vectors.</param>
    /// <returns>One result a vector.</returns>
    public static IReadOnlyList<VectorResult> Run(
        IReadOnlyList<OracleVector> vectors, int mostThreads,
        Func<OracleVector, Backend, IReadOnlyDictionary<string, float[]>>? run = null,
        CancellationToken cancellation = default)
    {
        CpuBackend[] backends = [.. Enumerable.Range(1, mostThreads).Select(threads => new CpuBackend(threads))];
        try
        {
            var results = new List<VectorResult>();
            foreach (OracleVector vector in vectors)
            {
                cancellation.ThrowIfCancellationRequested();
                results.Add(RunOne(vector, backends, run ?? VectorRun.Of));
            }

            return results;
        }
        finally
        {
            foreach (CpuBackend backend in backends)
            {
                backend.Dispose();
            }
        }
    }

    private static VectorResult RunOne(
        OracleVector vector, CpuBackend[] backends,
        Func<OracleVector, Backend, IReadOnlyDictionary<string, float[]>> run)
    {
        try
        {
            IReadOnlyDictionary<string, float[]> found = run(vector, backends[0]);
            string digest = BitDigest.Of(found);
            (double? difference, string? failure) = Compare(vector, found);
            failure ??= backends.Skip(1)
                .Select(
                    (backend, k) => BitDigest.Of(run(vector, backend)) == digest
                        ? null
                        : $"{k + 2} threads and one thread give different bits").FirstOrDefault(f => f is not null);
            failure ??= digest == vector.Digest
                ? null
                : "the result is not bit-identical to the stored one";
            return new VectorResult(vector.Name, vector.Oracle, difference, vector.Tolerance, digest, failure);
        }
        // A vector that can't be run is a result like others: the rest still says what works here.
#pragma warning disable CA1031
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return new VectorResult(
                vector.Name, vector.Oracle, null, vector.Tolerance, "", $"could not be run: {exception.Message}");
        }
    }

    private static (double? Difference, string? Failure) Compare(
        OracleVector vector, IReadOnlyDictionary<string, float[]> found)
    {
        if (vector.Oracle == EqualBits)
        {
            return (null, null);
        }

        double worst = 0;
        string? failure = vector.Expected.Count == 0 ? "the vector contains no expected tensor" : null;
        foreach ((string name, float[] expected) in vector.Expected)
        {
            if (!found.TryGetValue(name, out float[]? actual) || actual.Length != expected.Length)
            {
                return (null, $"the result {name} with {expected.Length} values is missing");
            }

            double difference = Difference(actual, expected);
            failure ??= difference <= vector.Tolerance ? null : Invariant.Of(
                $"{name} differs by {difference:0.0e+0} of its largest value, more than {vector.Tolerance:0e+0}");
            worst = double.IsNaN(worst) ? worst : Math.Max(worst, difference);
        }

        return (worst, failure);
    }

    private static double Difference(float[] actual, float[] expected)
    {
        double worst = 0, largest = SmallestScale;
        for (int k = 0; k < expected.Length; k++)
        {
            // If one of two numbers is NaN, Math.Max gives NaN.
            worst = Math.Max(worst, Math.Abs((double)actual[k] - expected[k]));
            largest = Math.Max(largest, Math.Abs(expected[k]));
        }

        return worst / largest;
    }
}
