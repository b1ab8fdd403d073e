using System.Text.Json;
using Carousel.Boosting;
using static Carousel.Benchmarks.Boosting.LightGbmLibrary;

namespace Carousel.Benchmarks.Boosting;

/// <summary>Trees that LightGBM grows on the same rows with the same settings as Carousel's.</summary>
internal static class LightGbmForest
{
    private const int FirstRoom = 1 << 24;

    /// <summary>Grows trees that minimise the absolute error.</summary>
    /// <param name="rows">[N, F]; NaN is missing.</param>
    /// <param name="targets">[N].</param>
    /// <param name="options">How trees are grown.</param>
    /// <param name="count">How many.</param>
    /// <param name="threads">Threads that grow them.</param>
    /// <returns>The trees; the start value is in the first one.</returns>
    /// <exception cref="InvalidOperationException">The library reports an error.</exception>
    public static (IReadOnlyList<RegressionTree> Trees, double Start) Grow(
        float[] rows, float[] targets, BoostingOptions options, int count, int threads)
    {
        string parameters = FormattableString.Invariant(
            $"objective=regression_l1 num_leaves={options.Leaves} min_data_in_leaf={options.LeastLeaf} ")
            + FormattableString.Invariant($"learning_rate={options.LearningRate} feature_fraction={options.Columns} ")
            + FormattableString.Invariant($"num_threads={threads} verbosity=-1 seed=1 deterministic=true");
        Check(CreateDataset(
            rows, Float32, targets.Length, rows.Length / targets.Length, 1, parameters, 0, out nint dataset));
        Check(SetField(dataset, "label", targets, targets.Length, Float32));
        Check(CreateBooster(dataset, parameters, out nint booster));
        for (int tree = 0; tree < count; tree++)
        {
            Check(Update(booster, out int isFinished));
            if (isFinished != 0)
            {
                break;
            }
        }

        using JsonDocument model = Dump(booster);
        RegressionTree[] trees =
        [
            .. model.RootElement.GetProperty("tree_info").EnumerateArray().Select(tree =>
            {
                var nodes = new List<TreeNode>();
                Add(tree.GetProperty("tree_structure"), nodes);
                return new RegressionTree([.. nodes]);
            }),
        ];
        Check(FreeBooster(booster));
        Check(FreeDataset(dataset));
        return (trees, 0);
    }

    private static JsonDocument Dump(nint booster)
    {
        byte[] text = new byte[FirstRoom];
        Check(DumpModel(booster, 0, -1, 0, text.Length, out long length, text));
        if (length > text.Length)
        {
            text = new byte[length];
            Check(DumpModel(booster, 0, -1, 0, text.Length, out length, text));
        }

        return JsonDocument.Parse(text.AsMemory(0, (int)length - 1));
    }

    /// <summary>Adds a node and those below it, and returns its number.</summary>
    private static int Add(JsonElement node, List<TreeNode> nodes)
    {
        int number = nodes.Count;
        if (!node.TryGetProperty("split_feature", out JsonElement feature))
        {
            nodes.Add(new TreeNode(-1, 0, false, 0, 0, node.GetProperty("leaf_value").GetDouble()));
            return number;
        }

        nodes.Add(default);
        int left = Add(node.GetProperty("left_child"), nodes), right = Add(node.GetProperty("right_child"), nodes);
        double threshold = node.GetProperty("threshold").GetDouble();

        // Without missing values in a column LightGBM reads a missing one as 0.
        bool missingLeft = node.GetProperty("missing_type").GetString() == "NaN"
            ? node.GetProperty("default_left").GetBoolean()
            : threshold >= 0;
        nodes[number] = new TreeNode(feature.GetInt32(), LargestUpTo(threshold), missingLeft, left, right, 0);
        return number;
    }

    /// <summary>The largest number of single precision that is not above another.</summary>
    private static float LargestUpTo(double threshold)
    {
        float rounded = (float)threshold;
        return rounded > threshold ? MathF.BitDecrement(rounded) : rounded;
    }
}
