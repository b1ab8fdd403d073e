using Carousel.Jobs.Fitting;
using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Textbook.Learning;
using Carousel.Laboratory.Training;
using Carousel.Layers;

namespace Carousel.Laboratory.Tests.Textbook.Learning;

public sealed class NetworkSizeTests
{
    [Fact]
    public void EqualParameters_AreThoseOfACellItself_AndNearThoseOfAnother()
    {
        var task = new AddingTask(10);
        Assert.Equal(12, EqualParameters.Units(CellKind.Lstm, CellKind.Lstm, 12, task));
        int units = EqualParameters.Units(CellKind.Elman, CellKind.Lstm, 12, task);
        long wanted = new TaskNetwork(new Lstm(2, 12), 1).ParameterCount;
        long found = new TaskNetwork(CellKind.Elman.ToCell().Make(new(2, units)), 1).ParameterCount;
        Assert.InRange((double)found / wanted, 0.95, 1.05);
    }

    [Fact]
    public void Cost_OfAnLstm_IsItsWeights_AndTwoNumbersAUnit()
    {
        var cost = SequenceCost.Of(new TaskNetwork(new Lstm(3, 4), 2), SequenceKind.Lstm);
        Assert.Equal((4 * 4 * (3 + 4)) + (4 * 2), cost.MultiplyAdds);
        Assert.Equal(2 * 4 * sizeof(float), cost.Bytes);
        Assert.Equal(cost.Bytes + (sizeof(float) * (cost.MultiplyAdds + (4 * 4) + 2)), cost.BytesWithWeights);
    }

    [Fact]
    public void Cost_OfATransformer_GrowsByAKeyAndAValue_WithEachStepOfItsWindow()
    {
        var models = new SequenceModels(24, 16, 2);
        SequenceCost Of(int window) =>
            SequenceCost.Of(new TaskNetwork(models.Transformer(8, 8, window), 8), SequenceKind.Windowed);
        Assert.Equal(SequenceModels.Blocks * 2 * 16, Of(65).MultiplyAdds - Of(64).MultiplyAdds);
    }
}
