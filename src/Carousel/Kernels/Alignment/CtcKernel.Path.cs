namespace Carousel.Kernels.Alignment;

/// <content>One sequence and its memory.</content>
internal static unsafe partial class CtcKernel
{
    /// <summary>What both directions read of one sequence.</summary>
    private readonly struct Path(
        int classes, int labels, int* aims, float* x, float* logSums, float* ahead, float* work, int place, int length)
    {
        public readonly int C = classes;
        public readonly int States = CtcKernel.States(labels);
        public readonly int Place = place;
        public readonly int Length = length;
        public readonly float* X = x;
        public readonly float* LogSums = logSums;
        public readonly float* Work = work;

        /// <summary>The forward messages of a step, behind the edge.</summary>
        public float* Message(int t) => ahead + ((nint)t * (States + Edge)) + Edge;

        /// <summary>A row of S + Edge values of scratch.</summary>
        public float* Row(int index) => Work + C + ((nint)index * (States + Edge));

        public int Class(int state) => (state & 1) == 0 ? Blank : aims[state >> 1];

        /// <summary>
        /// The score of each state's class at one row; −∞, a class that cannot be there, as a number that can be added
        /// up.
        /// </summary>
        public void Gather(nint n, float* scores)
        {
            for (int state = 0; state < States; state++)
            {
                scores[state] = Math.Max(X[(n * C) + Class(state)], Never);
            }
        }

        /// <summary>
        /// 0 where a state may follow the one two before it, which leaves out a blank between unlike labels.
        /// </summary>
        public void Skips(float* skip)
        {
            for (int state = 0; state < States; state++)
            {
                skip[state] = state > 2 && (state & 1) == 1 && Class(state) != Class(state - 2) ? 0 : Never;
            }
        }
    }
}
