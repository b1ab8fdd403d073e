using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>What an optimizer does to one vector of parameters.</summary>
internal unsafe interface IUpdateRule
{
    /// <summary>Whether it remembers two numbers of each parameter, not one.</summary>
    static abstract bool HasSecond { get; }

    /// <summary>Reads a gradient, and changes what the optimizer remembers and the value.</summary>
    void Step<V, O>(float* gradient, float* first, float* second, float* value)
        where O : ILanes<V>;
}

/// <summary>Walks over parameters in vectors of the widest kind.</summary>
internal static unsafe class UpdateLoop
{
    /// <summary>One step of a rule.</summary>
    /// <typeparam name="TRule">The rule.</typeparam>
    /// <param name="rule">Its numbers.</param>
    /// <param name="gradient">[n].</param>
    /// <param name="first">[n], read and overwritten.</param>
    /// <param name="second">[n], read and overwritten; empty where the rule has one number only.</param>
    /// <param name="value">[n], read and overwritten.</param>
    /// <exception cref="ShapeException">The lengths differ.</exception>
    public static void Run<TRule>(
        TRule rule, ReadOnlySpan<float> gradient, Span<float> first, Span<float> second, Span<float> value)
        where TRule : struct, IUpdateRule
    {
        int n = value.Length;
        ShapeException.Require(gradient, n);
        ShapeException.Require(first, n);
        ShapeException.Require(second, TRule.HasSecond ? n : 0);
        fixed (float* g = gradient, m = first, s = second, p = value)
        {
            Widths.Run(new Walk<TRule>(rule, n, g, m, s, p));
        }
    }

    private readonly struct Walk<TRule>(
        TRule rule, int n, float* gradient, float* first, float* second, float* value) : IWidthWork
        where TRule : struct, IUpdateRule
    {
        void IWidthWork.Run<V, O>()
        {
            // In locals: from fields the compiler would read them again after each write through a pointer.
            TRule own = rule;
            float* g = gradient, m = first, s = second is null ? first : second, p = value;
            int left = n;
            for (; left >= O.Count; left -= O.Count, g += O.Count, m += O.Count, s += O.Count, p += O.Count)
            {
                own.Step<V, O>(g, m, s, p);
            }

            if (left == 0)
            {
                return;
            }

            // The remaining values are padded to one vector, so that every value gets the same arithmetic.
            const int most = VectorTail.Most;
            float* rest = stackalloc float[4 * most];
            VectorTail.Copy(g, rest, left);
            VectorTail.Copy(m, rest + most, left);
            VectorTail.Copy(s, rest + (2 * most), left);
            VectorTail.Copy(p, rest + (3 * most), left);
            own.Step<V, O>(rest, rest + most, rest + (2 * most), rest + (3 * most));

            // The second number before the first, which it is where there is only one.
            VectorTail.Copy(rest + (2 * most), s, left);
            VectorTail.Copy(rest + most, m, left);
            VectorTail.Copy(rest + (3 * most), p, left);
        }
    }
}
