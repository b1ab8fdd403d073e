using Carousel.Interchange.Onnx;
using Carousel.Interchange.Tests.Onnx.Reading;
using Carousel.Jobs.Networks;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Storage;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Chains;

/// <summary>
/// Damaged files that are to become networks: one sentence that names the file, or a network, within little memory.
/// </summary>
[Collection(typeof(Alone))]
public sealed class HostileChainTests(ITestOutputHelper output) : IDisposable
{
    private const int Seed = 12, Few = 800, Many = 20_000;

    // The bound of tensors, and that of all allocations: as much again by the network, and half of it by graph and
    // messages.
    private const long MostBytes = 1 << 20, FreeBytes = (2 * MostBytes) + (MostBytes / 2);

    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    public static TheoryData<string> HandMade => [.. HostileChains.Names];

    /// <summary>What no mutator draws: nodes that make nothing, empty axes of huge sizes, many inputs.</summary>
    [Theory]
    [MemberData(nameof(HandMade))]
    public void HandMadeModels_BecomeNetworksOrAreRefused(string name)
    {
        string path = Path.Combine(_folder, "made.onnx");
        byte[] bytes = HostileChains.Make(name);
        IsRead(path, bytes);
        long before = Allocations.BytesSoFar;
        IsRead(path, bytes);
        Assert.InRange(Allocations.BytesSoFar - before, 0, FreeBytes + (2L * bytes.Length));
    }

    [Fact]
    public void DamagedModels_BecomeNetworksOrAreRefused() => Convert(Few);

    [Fact]
    [Trait("Speed", "Slow")]
    public void ManyDamagedModels_BecomeNetworksOrAreRefused() => Convert(Many);

    private void Convert(int count)
    {
        byte[][] originals =
        [
            .. Written(), new ChainGraphs().Make("directions split and joined"),
            new ChainGraphs().Make("constants beside layers"),
            .. new[] { "words", "states", "last-step", "steps", "largest", "tags", "ends" }.Select(
                n => File.ReadAllBytes(Parity.File($"golden/onnx-chains/{n}.onnx"))),
        ];
        string path = Path.Combine(_folder, "damaged.onnx");
        foreach (byte[] original in originals)
        {
            Assert.True(IsRead(path, original));
        }

        var mutator = new Mutator(Seed);
        (int read, long most) = (0, 0);
        for (int number = 0; number < count; number++)
        {
            byte[] bytes = number % 2 == 0
                ? mutator.Mutate(originals, number)
                : HostileGraphs.Damage(originals[number % originals.Length], new Random(Seed + number));
            long before = Allocations.BytesSoFar;
            try
            {
                read += IsRead(path, bytes) ? 1 : 0;
            }
            catch (Exception exception)
            {
                throw new HostileFileException(
                    $"Mutation {number} threw {exception.GetType().Name}: {exception.Message}", exception);
            }

            long above = Allocations.BytesSoFar - before - (2L * bytes.Length);
            Assert.True(
                above <= FreeBytes,
                $"Mutation {number} of {bytes.Length} bytes took {above} bytes above twice its length.");
            most = Math.Max(most, above);
        }

        output.WriteLine($"{count} files, {read} became networks, at most {most} bytes above twice the length");
        Assert.InRange(read, count / 25, count - (count / 25));
    }

    /// <summary>What Carousel writes of a layer with peepholes, and of one in bytes.</summary>
    private static byte[][] Written()
    {
        using var peeping = NetworkModel.Draw(
            new NetworkDesign(
                [new(NetworkLayerKind.Lstm, 3, 5) { Peepholes = true }, new(NetworkLayerKind.Dense, 5, 2)]),
            seed: 1, threads: 1);
        using var inBytes = NetworkModel.Draw(
            new NetworkDesign(
                [new(NetworkLayerKind.Lstm, 3, 4) { Bidirectional = true }, new(NetworkLayerKind.Dense, 8, 2)]),
                seed: 1, threads: 1);
        inBytes.Networks[0].Quantize();
        return [
            OnnxExport.Write(peeping).Single().Bytes.ToArray(), OnnxExport.Write(inBytes).Single().Bytes.ToArray(),
        ];
    }

    private static bool IsRead(string path, byte[] bytes)
    {
        File.WriteAllBytes(path, bytes);
        try
        {
            OnnxChain.Read(path, check: null, threads: 1, MostBytes).Model.Dispose();
            return true;
        }
        catch (Exception exception) when (exception is ModelFileException or OnnxNotTakenException)
        {
            Assert.Contains(path, exception.Message, StringComparison.Ordinal);
            Assert.True(exception.Message.AsSpan().IndexOfAny('\n', '\r') < 0, exception.Message);
            return false;
        }
    }
}
