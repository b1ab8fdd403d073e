using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Networks;

public sealed class NetworkDesignTests
{
    private static readonly NetworkLayer _lstm = new(NetworkLayerKind.Lstm, 3, 4);
    private static readonly NetworkLayer _pooling = new(NetworkLayerKind.Pooling, 4, 4);
    private static readonly NetworkLayer _dense = new(NetworkLayerKind.Dense, 4, 4);

    public static TheoryData<NetworkLayer[], string> Faults => new()
    {
        { [], "1 to 64 layers" },
        { [_dense], "no recurrent layer" },
        { [_lstm, _lstm], "reads 3 values; LSTM 4 before it gives 4" },
        { [_lstm, new NetworkLayer(NetworkLayerKind.Embedding, 4, 4)], "first layer" },
        { [_lstm, _pooling, _pooling], "pools its steps twice" },
        { [_lstm, _pooling, new NetworkLayer(NetworkLayerKind.Gru, 4, 4)], "follows the pooling" },
        { [_lstm, _dense, _pooling with { Pooling = NetworkPooling.Final }], "directly before the pooling" },
        { [_lstm with { Units = 0 }], "sizes 3 and 0" },
        { [new NetworkLayer(NetworkLayerKind.Lstm, 65536, 65536)], "more than can be held" },
        { [_lstm with { Projection = 4 }], "projects to 4" },
        { [_lstm, _dense with { Bidirectional = true }], "cannot be bidirectional" },
        { [_lstm with { Activation = ElementwiseFunction.Relu }], "takes no function" },
        { [_lstm, new NetworkLayer(NetworkLayerKind.Normalization, 4, 5)], "must be equal" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Fault_NamesWhatCannotBeBuilt(NetworkLayer[] layers, string expected) =>
        Assert.Contains(expected, new NetworkDesign(layers).FindMistake(), StringComparison.Ordinal);

    [Fact]
    public void Fault_IsNone_WhenLayersFit()
    {
        Assert.Null(new NetworkDesign([_lstm, _dense, _pooling, _dense]).FindMistake());
        Assert.Contains(
            "Names", new NetworkDesign([_lstm]) { OutputNames = ["a"] }.FindMistake(), StringComparison.Ordinal);
    }
}
