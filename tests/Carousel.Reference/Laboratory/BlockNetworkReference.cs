namespace Carousel.Reference.Laboratory;

/// <summary>
/// Textbook twin of BlockLanes, one sequence at a time: Hochreiter and Schmidhuber 1997, appendix A.1, with the forget
/// gates and peepholes of Gers and others.
/// </summary>
/// <remarks>
/// Both gradients are of Σ_t Σ_k e_k(t)·net_k(t), e_k(t) being the error that reaches output unit k's net input at step
/// t.
/// </remarks>
internal static class BlockNetworkReference
{
    /// <summary>
    /// The truncated gradient: the derivatives of the states by every weight are carried forward; nothing else leads
    /// back in time.
    /// </summary>
    /// <param name="shape">What the network is made of.</param>
    /// <param name="w">[Weights] of each step.</param>
    /// <param name="x">[T, I].</param>
    /// <param name="e">[T, O].</param>
    /// <returns>[Weights].</returns>
    public static double[] TruncatedGradient(BlockNetworkShape shape, Func<int, double[]> w, double[,] x, double[,] e)
    {
        var trace = new BlockNetworkTrace(shape, w, x);
        var gradient = new double[shape.Weights];
        var kept = new double[shape.Cells, shape.Weights];
        AddOutputWeights(shape, trace, e, gradient);
        for (int t = 0; t < x.GetLength(0); t++)
        {
            KeepDerivatives(shape, trace, kept, t);
            int answered = t + shape.Delay;
            if (answered >= x.GetLength(0))
            {
                continue;
            }

            for (int c = 0; c < shape.Cells; c++)
            {
                double error = CellError(shape, w(answered), e, answered, c);
                double squashed = shape.CellOutput.Value(trace.States[t, c]);
                if (shape.OutputGates)
                {
                    int gate = shape.OutputGate + shape.Block(c);
                    AddUnit(
                        shape, trace, gradient, t, gate,
                        error * squashed * SquashingReference.Logistic.Slope(trace.Nets[t, gate]));
                }

                double stateError = error * trace.OutputGateValue(t, c) * shape.CellOutput.Slope(trace.States[t, c]);
                for (int k = 0; k < shape.Weights; k++)
                {
                    gradient[k] += stateError * kept[c, k];
                }
            }
        }

        return gradient;
    }

    /// <summary>The full gradient, by back-propagation through time.</summary>
    /// <param name="shape">What the network is made of.</param>
    /// <param name="weights">[Weights] of each step; errors go back by those of the last.</param>
    /// <param name="x">[T, I].</param>
    /// <param name="e">[T, O].</param>
    /// <returns>[Weights].</returns>
    public static double[] FullGradient(BlockNetworkShape shape, Func<int, double[]> weights, double[,] x, double[,] e)
    {
        double[] w = weights(x.GetLength(0) - 1);
        var trace = new BlockNetworkTrace(shape, weights, x);
        var gradient = new double[shape.Weights];
        var later = new double[shape.Hidden];
        var stateErrors = new double[shape.Cells];
        AddOutputWeights(shape, trace, e, gradient);
        for (int t = x.GetLength(0) - 1; t >= 0; t--)
        {
            double[] errors = later;
            later = new double[shape.Hidden];
            if (t + shape.Delay < x.GetLength(0))
            {
                for (int c = 0; c < shape.Cells; c++)
                {
                    errors[c] += CellError(shape, w, e, t + shape.Delay, c);
                }
            }

            var deltas = new double[shape.Hidden];
            for (int j = 0; j < shape.Blocks; j++)
            {
                BackThroughBlock(shape, trace, w, t, j, errors, stateErrors, deltas);
            }

            for (int u = 0; u < shape.Hidden; u++)
            {
                AddUnit(shape, trace, gradient, t, u, deltas[u]);
                for (int v = 0; v < shape.RecurrentInto(u); v++)
                {
                    later[v] += deltas[u] * w[shape.Start(u) + shape.Inputs + v];
                }
            }
        }

        return gradient;
    }

    private static void BackThroughBlock(
        BlockNetworkShape shape, BlockNetworkTrace trace, double[] w, int t, int j, double[] errors,
        double[] stateErrors, double[] deltas)
    {
        int first = j * shape.Size, input = shape.InputGate + j, forget = shape.ForgetGate + j,
            output = shape.OutputGate + j;
        double Slope(int gate) => SquashingReference.Logistic.Slope(trace.Nets[t, gate]);
        double Peephole(int gate, int v) =>
            shape.Peepholes ? w[shape.Start(gate) + shape.Inputs + shape.Recurrent + v] : 0;
        double outputError = 0, inputError = errors[input], forgetError = shape.ForgetGates ? errors[forget] : 0;
        if (shape.OutputGates)
        {
            outputError = errors[output];
            for (int c = first; c < first + shape.Size; c++)
            {
                outputError += errors[c] * shape.CellOutput.Value(trace.States[t, c]);
            }

            deltas[output] = outputError * Slope(output);
        }

        for (int v = 0; v < shape.Size; v++)
        {
            int c = first + v;
            stateErrors[c] += errors[c] * trace.OutputGateValue(t, c) * shape.CellOutput.Slope(trace.States[t, c]);
            stateErrors[c] += shape.OutputGates ? deltas[output] * Peephole(output, v) : 0;
            inputError += stateErrors[c] * shape.CellInput.Value(trace.Nets[t, c]);
            forgetError += stateErrors[c] * trace.State(t - 1, c);
            deltas[c] = stateErrors[c] * trace.Units[t, input] * shape.CellInput.Slope(trace.Nets[t, c]);
        }

        deltas[input] = inputError * Slope(input);
        if (shape.ForgetGates)
        {
            deltas[forget] = forgetError * Slope(forget);
        }

        for (int v = 0; v < shape.Size; v++)
        {
            stateErrors[first + v] *= shape.ForgetGates ? trace.Units[t, forget] : 1;
            stateErrors[first + v] += deltas[input] * Peephole(input, v);
            stateErrors[first + v] += shape.ForgetGates ? deltas[forget] * Peephole(forget, v) : 0;
        }
    }

    /// <summary>
    /// ∂s_c/∂w for all weights: f·(as before) and the terms of the net inputs of the cell, its input gate and its
    /// forget gate.
    /// </summary>
    private static void KeepDerivatives(BlockNetworkShape shape, BlockNetworkTrace trace, double[,] kept, int t)
    {
        for (int c = 0; c < shape.Cells; c++)
        {
            int j = shape.Block(c), input = shape.InputGate + j, forget = shape.ForgetGate + j;
            for (int k = 0; k < shape.Weights; k++)
            {
                kept[c, k] *= shape.ForgetGates ? trace.Units[t, forget] : 1;
            }

            double g = shape.CellInput.Value(trace.Nets[t, c]);
            AddRow(
                kept, c, shape.Start(c), trace.Sources(t, c),
                trace.Units[t, input] * shape.CellInput.Slope(trace.Nets[t, c]));
            AddRow(
                kept, c, shape.Start(input), trace.Sources(t, input),
                g * SquashingReference.Logistic.Slope(trace.Nets[t, input]));
            if (shape.ForgetGates)
            {
                AddRow(
                    kept, c, shape.Start(forget), trace.Sources(t, forget),
                    trace.State(t - 1, c) * SquashingReference.Logistic.Slope(trace.Nets[t, forget]));
            }
        }
    }

    private static void AddRow(double[,] kept, int c, int start, double[] sources, double factor)
    {
        for (int s = 0; s < sources.Length; s++)
        {
            kept[c, start + s] += factor * sources[s];
        }
    }

    private static void AddOutputWeights(
        BlockNetworkShape shape, BlockNetworkTrace trace, double[,] e, double[] gradient)
    {
        for (int t = 0; t < e.GetLength(0); t++)
        {
            for (int k = 0; k < shape.Outputs; k++)
            {
                AddUnit(shape, trace, gradient, t, shape.Hidden + k, e[t, k]);
            }
        }
    }

    private static void AddUnit(
        BlockNetworkShape shape, BlockNetworkTrace trace, double[] gradient, int t, int unit, double delta)
    {
        int place = shape.Start(unit);
        foreach (double source in trace.Sources(t, unit))
        {
            gradient[place++] += delta * source;
        }
    }

    private static double CellError(BlockNetworkShape shape, double[] w, double[,] e, int t, int c)
    {
        double error = 0;
        for (int k = 0; k < shape.Outputs; k++)
        {
            error += e[t, k] * w[shape.Start(shape.Hidden + k) + (shape.InputsFeedOutputs ? shape.Inputs : 0) + c];
        }

        return error;
    }
}
