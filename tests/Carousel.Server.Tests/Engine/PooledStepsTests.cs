using Carousel.Jobs.Networks;
using Carousel.Server.Models;

namespace Carousel.Server.Tests.Engine;

/// <summary>What is pooled step by step has the bits of pooling whole sequences.</summary>
public sealed class PooledStepsTests
{
    [Fact]
    public void Steps_GiveTheBitsOfWholeSequences_OfAnyLength()
    {
        var models = new EngineModels();
        ServedModel model = models.Of(EngineModels.Pooled);
        NetworkModel network = model.Network!;
        var random = new Random(26);
        for (int seed = 0; seed < 20; seed++)
        {
            using var alone = new Undisturbed(model);
            var inputs = new List<float>();
            for (int length = 1; length <= 30; length++)
            {
                float[] row = [(float)(random.NextDouble() - 0.5) * 8, (float)(random.NextDouble() - 0.5) * 8];
                inputs.AddRange(row);
                Assert.Equal(network.Run([[.. inputs]])[0], alone.Step(row));
            }
        }
    }
}
