namespace Carousel.Kernels;

/// <content>One sequence and its memory.</content>
internal static unsafe partial class CtcKernel
{
    /// <summary>What both directions read of one sequence.</summary>
    private struct Path
    {
        public int C;
        public int States;
        public int Place;
        public int Length;
        public int* Aims;
        public float* X;
        public float* LogSums;
        public float* Ahead;
        public float* Work;

        /// <summary>The forward messages of a step, after the edge.</summary>
        public readonly float* Message(int t) => Ahead + ((nint)t * (States + Edge)) + Edge;

        /// <summary>A row of S + Edge values of scratch.</summary>
        public readonly float* Row(int index) => Work + C + ((nint)index * (States + Edge));

        public readonly int Class(int state) => (state & 1) == 0 ? Blank : Aims[state >> 1];

        /// <summary>
        /// The score of each state's class at one row; −∞, a class that cannot be there, as a number that can be added
        /// up.
        /// </summary>
        public readonly void Gather(nint n, float* scores)
        {
            for (int state = 0; state < States; state++)
            {
                scores[state] = Math.Max(X[(n * C) + Class(state)], Never);
            }
        }

        /// <summary>
        /// 0 where a state may follow the one two before it, which leaves out a blank between unlike labels.
        /// </summary>
        public readonly void Skips(float* skip)
        {
            for (int state = 0; state < States; state++)
            {
                skip[state] = state > 2 && (state & 1) == 1 && Class(state) != Class(state - 2) ? 0 : Never;
            }
        }
    }
}
