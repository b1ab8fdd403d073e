using Carousel.Training;

namespace Carousel.Tests.Training.Sharding;

/// <summary>The tree of the shards, and who owns which of its nodes.</summary>
public sealed class ShardTreeTests
{
    [Fact]
    public void Cover_HoldsEveryShardOnce_AndOnlyNodesOfTheTree()
    {
        for (int shards = 1; shards <= 33; shards++)
        {
            var tree = new HashSet<ShardNode>();
            Collect(new ShardNode(0, shards), tree);
            for (int ranks = 1; ranks <= shards; ranks++)
            {
                int next = 0;
                for (int rank = 0; rank < ranks; rank++)
                {
                    List<ShardNode> cover = ShardTree.Cover(rank, ranks, shards);
                    Assert.NotEmpty(cover);
                    Assert.All(cover, node => Assert.Contains(node, tree));
                    foreach (ShardNode node in cover)
                    {
                        Assert.Equal(next, node.First);
                        next = node.End;
                    }

                    Assert.Equal(ShardTree.Owned(rank, ranks, shards).End, next);
                }

                Assert.Equal(shards, next);
            }
        }
    }

    [Theory]
    [InlineData(2, 1)]
    [InlineData(3, 2)]
    [InlineData(7, 4)]
    [InlineData(8, 4)]
    [InlineData(9, 8)]
    public void Middle_IsTheLargestPowerOfTwoBelow(int shards, int middle) =>
        Assert.Equal(10 + middle, ShardTree.Middle(new ShardNode(10, 10 + shards)));

    [Fact]
    public void Depth_IsThatOfTheLongestWay()
    {
        for (int shards = 1; shards <= 70; shards++)
        {
            var node = new ShardNode(3, 3 + shards);
            Assert.Equal(Longest(node), node.Depth);
        }
    }

    [Fact]
    public void Shards_CutABatchIntoNeighbors_AsEqualAsTheyCanBe()
    {
        for (int sequences = 0; sequences <= 20; sequences++)
        {
            BatchShard[] shards = [.. Enumerable.Range(0, 8).Select(s => BatchShard.Of(s, 8, sequences))];
            Assert.Equal(sequences, shards.Sum(s => s.Count));
            Assert.InRange(shards.Max(s => s.Count) - shards.Min(s => s.Count), 0, 1);
            Assert.All(shards.Skip(1).Zip(shards), pair =>
                Assert.Equal(pair.Second.First + pair.Second.Count, pair.First.First));
        }
    }

    private static int Longest(ShardNode node) =>
        node.Count == 1 ? 0 : 1 + Math.Max(Longest(node.Left), Longest(node.Right));

    private static void Collect(ShardNode node, HashSet<ShardNode> tree)
    {
        tree.Add(node);
        if (node.Count > 1)
        {
            Collect(node.Left, tree);
            Collect(node.Right, tree);
        }
    }
}
