using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Networks;

/// <content>Values are computed with one another, and get other features or steps: no layer has a part in it.</content>
internal partial interface INetworkGraph
{
    /// <summary>A function of each number.</summary>
    /// <param name="function">The function.</param>
    /// <param name="input">[…, F].</param>
    GraphValue Activate(ElementwiseFunction function, GraphValue input);

    /// <summary>Probabilities that sum to 1: the soft-max of scores divided by a temperature.</summary>
    /// <param name="scores">[…, C].</param>
    /// <param name="temperature">What scores are divided by.</param>
    GraphValue Softmax(GraphValue scores, double temperature = 1);

    /// <summary>Runs of features in ascending order.</summary>
    /// <param name="input">[…, n·count].</param>
    /// <param name="count">Features of a run.</param>
    GraphValue Sort(GraphValue input, int count);

    /// <summary>Values side by side.</summary>
    /// <param name="parts">One or more, of equal axes.</param>
    /// <returns>[…, ΣF].</returns>
    GraphValue Concatenate(params IReadOnlyList<GraphValue> parts);

    /// <summary>Some of the features.</summary>
    /// <param name="input">[…, F].</param>
    /// <param name="first">The first.</param>
    /// <param name="count">How many.</param>
    GraphValue Slice(GraphValue input, int first, int count);

    /// <summary>Sums, number by number.</summary>
    /// <param name="a">[…, F].</param>
    /// <param name="b">As a, or one number at each place.</param>
    GraphValue Add(GraphValue a, GraphValue b);

    /// <summary>Products, number by number.</summary>
    /// <param name="a">[…, F].</param>
    /// <param name="b">As a, or one number at each place.</param>
    GraphValue Multiply(GraphValue a, GraphValue b);

    /// <summary>The lesser of two numbers, place by place.</summary>
    /// <param name="a">[…, F].</param>
    /// <param name="b">As a, or one number at each place.</param>
    GraphValue Minimum(GraphValue a, GraphValue b);

    /// <summary>The larger of two numbers, place by place.</summary>
    /// <param name="a">[…, F].</param>
    /// <param name="b">As a, or one number at each place.</param>
    GraphValue Maximum(GraphValue a, GraphValue b);

    /// <summary>Each number times a factor, plus an offset.</summary>
    /// <param name="input">[…, F].</param>
    /// <param name="factors">[F], or one for all.</param>
    /// <param name="offsets">[F], or one for all.</param>
    GraphValue Scale(GraphValue input, IReadOnlyList<float> factors, IReadOnlyList<float> offsets);

    /// <summary>A linear map, such as a regression.</summary>
    /// <param name="input">[…, F].</param>
    /// <param name="weights">[O, F + 1]: for each output its weights, the constant last.</param>
    /// <returns>[…, O].</returns>
    GraphValue Map(GraphValue input, float[] weights);

    /// <summary>The sum of the steps so far.</summary>
    /// <param name="steps">[time, …, F].</param>
    /// <returns>[time, …, F]: at each step the sum of this and all steps before it.</returns>
    GraphValue Accumulate(GraphValue steps);

    /// <summary>Means and slopes of the last steps, in double precision: rounded as a model rounds them, so that trees
    /// decide alike.</summary>
    /// <param name="steps">[time, …, F].</param>
    /// <param name="means">How many last steps a mean is taken over, each.</param>
    /// <param name="slopes">How many last steps a least-squares slope is fitted to, each. It is multiplied by the
    /// number of steps; 0 while fewer than half of them are known.</param>
    /// <param name="first">The mean of this many last steps less that of this many first steps is the last
    /// number.</param>
    /// <returns>[time, …, F·n]: of each feature its means, slopes and the last number.</returns>
    GraphValue Trends(GraphValue steps, int[] means, int[] slopes, int first);

    /// <summary>The sums of binary trees.</summary>
    /// <param name="input">[…, F].</param>
    /// <param name="trees">For each output five numbers a node, as in files of models. The first five begin with the
    /// number that is added to the sum, and five of each tree follow that begin with its number of nodes. A node has
    /// its feature, below 0 for a leaf, the highest number that goes left, the nodes on the left and on the right,
    /// and the number of a leaf.</param>
    /// <returns>[…, outputs].</returns>
    GraphValue Decide(GraphValue input, float[][] trees);

    /// <summary>How near the nearest row of each class is: −ln(1e-12 + the squared distance).</summary>
    /// <param name="input">[batch, F].</param>
    /// <param name="rows">[N, F].</param>
    /// <param name="classes">[N]: the class of each row, each 0 … C − 1 at least once.</param>
    /// <returns>[batch, C].</returns>
    GraphValue Nearest(GraphValue input, float[] rows, int[] classes);

    /// <summary>The mean of values, such as the answers of an ensemble.</summary>
    /// <param name="parts">One or more, of equal axes and features.</param>
    GraphValue Mean(IReadOnlyList<GraphValue> parts) =>
        parts.Count == 1 ? parts[0] : Scale(parts.Aggregate(Add), [1f / parts.Count], [0]);

    /// <summary>A row for each sequence, again at each step of others.</summary>
    /// <param name="rows">[…, F].</param>
    /// <param name="like">[time, …, any], whose other axes are those of the rows.</param>
    /// <returns>[time, …, F].</returns>
    GraphValue Repeat(GraphValue rows, GraphValue like);

    /// <summary>Joins consecutive steps into one.</summary>
    /// <param name="input">[time, …, F]; the steps are a multiple of the count.</param>
    /// <param name="count">How many steps become one.</param>
    /// <param name="axis">The steps that come out.</param>
    /// <returns>[axis, …, count·F].</returns>
    GraphValue Fold(GraphValue input, int count, GraphAxis axis);

    /// <summary>The way back from <see cref="Fold"/>.</summary>
    /// <param name="input">[axis, …, count·F].</param>
    /// <param name="count">How many steps one becomes.</param>
    /// <param name="axis">The steps that come out.</param>
    /// <returns>[axis, …, F].</returns>
    GraphValue Unfold(GraphValue input, int count, GraphAxis axis);

    /// <summary>Features as steps, such as the places of a picture.</summary>
    /// <param name="input">[…, n·F].</param>
    /// <param name="features">F.</param>
    /// <param name="axis">The steps.</param>
    /// <returns>[axis, …, F].</returns>
    GraphValue Spread(GraphValue input, int features, GraphAxis axis);

    /// <summary>The way back from <see cref="Spread"/>.</summary>
    /// <param name="steps">[axis, …, F].</param>
    /// <param name="count">n: how many steps there are.</param>
    /// <returns>[…, n·F].</returns>
    GraphValue Collect(GraphValue steps, int count);

    /// <summary>Features in another order, or some of them.</summary>
    /// <param name="input">[…, F].</param>
    /// <param name="features">The feature for each place.</param>
    /// <returns>[…, as many].</returns>
    GraphValue Arrange(GraphValue input, IReadOnlyList<int> features);

    /// <summary>A state as one row: the cells side by side.</summary>
    /// <param name="state">The state.</param>
    GraphValue Join(GraphState state) => Concatenate(state.Cells);

    /// <summary>One row as the state of layers.</summary>
    /// <param name="layer">The layers.</param>
    /// <param name="rows">[…, StateSize].</param>
    GraphState Split(SequenceLayer layer, GraphValue rows)
    {
        int first = 0;
        var cells = new List<GraphValue>();
        foreach (GraphCell cell in GraphCell.Of(layer))
        {
            cells.Add(Slice(rows, first, cell.Size));
            first += cell.Size;
        }

        return new GraphState(cells);
    }

    /// <summary>Trained values, unchanged.</summary>
    /// <param name="parameter">A parameter of the model.</param>
    /// <returns>No axes; the parameter's values as features, by its own shape.</returns>
    GraphValue Constant(Parameter parameter);
}
