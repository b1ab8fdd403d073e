using Carousel.Autograd;
using Carousel.Cli.SelfTesting;
using Carousel.Testing;

namespace Carousel.Cli.Tests.SelfTesting;

/// <summary>
/// The vectors that the command carries are what the oracles say today. Set CAROUSEL_WRITE_VECTORS=1 to write them
/// again.
/// </summary>
public sealed class StoredVectorTests
{
    private const long MostBytes = 300_000;

    private static string FilePath =>
        Path.Combine(Repository.Folder, "src", "Carousel.Cli", "SelfTesting", "self-test-vectors.json");

    [Fact]
    public void Vectors_AreThoseOfTheOracles()
    {
        VectorDraft[] drafts = [.. TwinVectors.All(), .. LossVectors.All(), .. GoldenVectors.All(), Training()];
        if (Environment.GetEnvironmentVariable("CAROUSEL_WRITE_VECTORS") == "1")
        {
            using var backend = new CpuBackend(1);
            IEnumerable<string> lines = drafts.Select(
                d => d.ToJson(BitDigest.Of(VectorRun.Of(Parsed(d.ToJson("")), backend))));
            File.WriteAllText(FilePath, $"[\n{string.Join(",\n", lines)}\n]\n");
            return;
        }

        IReadOnlyList<OracleVector> stored = OracleVector.ReadAll();
        Assert.Equal(drafts.Select(d => (d.Name, d.Oracle)), stored.Select(v => (v.Name, v.Oracle)));
        foreach ((VectorDraft draft, OracleVector vector) in drafts.Zip(stored))
        {
            OracleVector wanted = Parsed(draft.ToJson(""));
            Assert.Equal(
                (wanted.Kind, wanted.EightBits, wanted.Tolerance), (vector.Kind, vector.EightBits, vector.Tolerance));
            Assert.Equal(wanted.Lengths, vector.Lengths);
            Assert.Equal(
                draft.Layer,
                vector.Layer.ValueKind == System.Text.Json.JsonValueKind.Undefined ? null : vector.Layer.GetRawText());
            Assert.Equal(wanted.Parameters, vector.Parameters);
            Assert.Equal(wanted.Given, vector.Given);
            Assert.Equal(wanted.Expected.Keys, vector.Expected.Keys);

            // Another machine's base library may round the last digit of the twin's exponentials otherwise.
            Assert.All(
                wanted.Expected,
                e => Near.Largest(vector.Expected[e.Key], e.Value.Select(v => (double)v).ToArray(), 4 * Near.Rounding));
        }
    }

    [Fact]
    public void EveryResultOfALayer_HasAnOracle_WhereGradientsAreStored()
    {
        using var backend = new CpuBackend(1);
        OracleVector[] withGradients =
        [
            .. OracleVector.ReadAll().Where(v => v.Expected.ContainsKey("dx") || v.Given.ContainsKey("dy")),
        ];
        Assert.True(withGradients.Length > 20);
        Assert.All(
            withGradients,
            v => Assert.Equal(VectorRun.Of(v, backend).Keys.Where(k => k != "last").Order(), v.Expected.Keys.Order()));
    }

    [Fact]
    public void Vectors_AreFewBytes()
    {
        using var packed = new MemoryStream();
        using (var deflate = new System.IO.Compression.DeflateStream(
            packed, System.IO.Compression.CompressionLevel.Optimal))
        {
            deflate.Write(File.ReadAllBytes(FilePath));
        }

        Assert.InRange(packed.ToArray().LongLength, 1, MostBytes);
    }

    private static VectorDraft Training() =>
        new("training of an embedding, an LSTM, a GRU and a dense layer", SelfTest.EqualBits, "training", null, []);

    private static OracleVector Parsed(string json) =>
        Assert.Single(OracleVector.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes($"[{json}]"))));
}
